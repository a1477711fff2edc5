use super::*;

/// Corners of a comb.
fn comb(teeth: u16) -> LineString {
    let tooth = |n: u16| [(f64::from(n), 1.0), (f64::from(n) + 0.5, 9.0)];
    LineString::from(
        (0..teeth).flat_map(tooth).chain([(9e3, 0.0), (0.0, 0.0), (0.0, 1.0)]).collect::<Vec<_>>(),
    )
}

/// Every tooth passes through every band: kept in each, they would fill the memory.
#[test]
fn a_comb_takes_no_more_than_its_corners() {
    let line = comb(2_500);
    let mut edges = Edges::default();
    let ring = edges.add(&line).unwrap();
    let most = (BANDS_PER_EDGE + 1) * line.0.len();
    assert!(edges.edges.len() <= most, "{} edges are kept", edges.edges.len());
    let side = |x, y| ring.side(&edges, Coord { x, y });
    assert_eq!(
        [side(1_000.5, 8.9), side(1_000.9, 8.9), side(1_000.9, 0.5)],
        [Side::Inside, Side::Outside, Side::Inside]
    );
}
