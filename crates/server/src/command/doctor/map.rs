//! The maps of a provider.

use super::Finding;
use crate::config::MapConfig;
use crate::map::{Layer, Provider};

/// Asks for one picture, the north-west of the world.
pub(super) async fn provider(config: &MapConfig) -> Finding {
    let check = "map";
    if config.base.is_empty() {
        return Finding::ok(
            check,
            "未配置地图服务商：地图只显示自有图层（网格、小区、楼栋）",
            "no provider is configured: the map shows the own layers",
        );
    }
    match Provider::new(config).tile(Layer::Base, [1, 0, 0]).await {
        Ok(_) => Finding::ok(
            check,
            format!("地图服务商可用：{}", config.attribution),
            format!("the provider answers: {}", config.attribution),
        ),
        Err(error) => Finding::warn(
            check,
            format!("地图服务商不可用：{error}；请检查网络、[map] 的地址和密钥"),
            format!(
                "the provider cannot be used: {error}; check network, addresses and key of [map]"
            ),
        ),
    }
}
