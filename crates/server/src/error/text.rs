//! The words of problems that no rule of the domain gives.

/// (reason, remedy) in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Chinese.
    pub zh: (&'static str, &'static str),
    /// English.
    pub en: (&'static str, &'static str),
}

pub const NOT_FOUND: Text = Text {
    zh: ("没有找到，或您无权查看", "请核对编号；如应由您办理，请联系管理员"),
    en: (
        "nothing here, or not for you",
        "check the number; ask an administrator if it should be yours",
    ),
};
pub const REASON_NEEDED: Text = Text {
    zh: (
        "理由没有说明白",
        "请写清楚为什么，至少四个字，不能只用符号或重复的字；理由会保存，当事人可以看到",
    ),
    en: (
        "the reason says nothing",
        "say why in four letters or more, not by signs or one letter again and again; it is kept, and the person may read it",
    ),
};
pub const TOO_OFTEN: Text = Text {
    zh: (
        "查看或查询过于频繁，已暂停并告知审计管理员",
        "请过一会儿再试；确需批量使用联系方式的，请在清单上“导出”，由另一人审批",
    ),
    en: (
        "that was too often; it is paused, and the auditor was told",
        "try again later; if you need the contacts of many, export the list and let a second person agree",
    ),
};
pub const METHOD: Text = Text {
    zh: ("该地址不支持此方法", "请按接口说明使用 Allow 所列的方法"),
    en: ("this address does not take this method", "use one that `Allow` names"),
};
pub const SIGN_IN: Text = Text {
    zh: ("尚未登录，或登录已过期", "请重新登录后再试"),
    en: ("not signed in, or the session has ended", "sign in and try again"),
};
pub const FORBIDDEN: Text = Text {
    zh: ("您的岗位不能这样做", "请由相应岗位的人员办理"),
    en: ("your post may not do this", "ask somebody whose post it is"),
};
pub const PASSWORD_CHANGE_NEEDED: Text = Text {
    zh: ("须先修改密码", "请用 PUT /api/v1/session/password 修改密码，然后重新登录"),
    en: (
        "the password has to be changed first",
        "change it by PUT /api/v1/session/password, then sign in again",
    ),
};
pub const LOGIN_TAKEN: Text = Text {
    zh: ("该登录名已被使用", "请换一个登录名"),
    en: ("this sign-in name is taken", "choose another"),
};
pub const UPSTREAM_TAKEN: Text = Text {
    zh: ("该上级工单已登记", "请在已有事项中补充；编号见 facts.number"),
    en: (
        "this order of the platform above was taken in before",
        "add to the matter that has it; its number is in facts.number",
    ),
};
pub const HELD: Text = Text {
    zh: ("另一位回访员正在联系", "请先回访下一位，稍后再看"),
    en: ("another caller has this one just now", "call the next, and look again later"),
};
pub const SEALED: Text = Text {
    zh: (
        "诉求人身份已封存（投诉、举报或本人要求保密）",
        "需要了解情况请用“询问诉求人”；确需知道是谁，请“申请查看诉求人”，由另一人审批",
    ),
    en: (
        "who reported is sealed: a complaint, a report of wrongdoing, or asked for",
        "put a question to the reporter through the house; if you must know who it is, ask for it and a second person decides",
    ),
};
pub const OWN_ACCOUNT: Text = Text {
    zh: (
        "不能更改自己账号的岗位、单位、启停和密码重置",
        "请由另一位管理员办理；本人改密码请用修改密码",
    ),
    en: (
        "nobody changes the roles, unit or state of the own account, or resets its password",
        "another administrator has to; one's own password is changed by the session's route",
    ),
};
pub const NO_POST: Text = Text {
    zh: ("您今天没有任何岗位", "请联系本单位的安全管理员授予岗位；到岗位起始日也会自动可用"),
    en: (
        "you hold no post today",
        "ask the security administrator of your unit to grant one; one that begins later opens by itself on its day",
    ),
};
pub const POST_OVER: Text = Text {
    zh: ("您当前使用的岗位已到期", "请在页面右上角“我的账号”中选择另一个岗位继续办理"),
    en: (
        "the post you act in is over",
        "choose another of your posts under your name at the top of the page (PUT /api/v1/session/post)",
    ),
};
pub const PERIOD_TOO_LONG: Text = Text {
    zh: ("统计期过长", "请缩短统计期，最多三年"),
    en: ("the period is too long", "ask for three years at most"),
};
pub const LIST_PUBLISHED: Text = Text {
    zh: ("这一版清单已发布", "请导入新的草稿后发布"),
    en: ("this version of the list is published already", "import another draft and publish that"),
};
pub const IMPORT_REFUSED: Text = Text {
    zh: ("文件读不了", "请另存为 .xlsx 或 CSV UTF-8 后重试"),
    en: ("the file cannot be read", "save it as .xlsx or CSV UTF-8 and try again"),
};
pub const TEMPLATES_FULL: Text = Text {
    zh: ("本单位的模板已满 40 个", "请先删去不用的模板，再添加"),
    en: (
        "the unit keeps 40 templates, which is all it may",
        "remove one that is not used, then add this one",
    ),
};
pub const ITEMS_FULL: Text = Text {
    zh: ("本单位的代办事项已满 100 项", "请先删去不再办理的事项，再添加"),
    en: (
        "the unit lists 100 things it can do for residents, which is all it may",
        "remove one that is no longer done, then add this one",
    ),
};
pub const SHEET_TOO_LONG: Text = Text {
    zh: ("表太长，一次最多 50,000 行", "请拆成几个文件，逐个导入"),
    en: ("the sheet is too long, 50,000 rows at a time", "split it into several files"),
};
pub const PROCEDURE_REFUSED: Text = Text {
    zh: ("规程不能用", "请按所说的位置改正后再验证"),
    en: ("the procedure cannot be used", "correct what is named and validate again"),
};
pub const INVALID: Text = Text {
    zh: ("内容不符合要求", "请按字段说明修改后再提交"),
    en: ("the value cannot be used", "correct the field as its description says"),
};
pub const MISSING: Text = Text {
    zh: ("缺少必填内容", "请补充后再提交"),
    en: ("something that is needed is missing", "fill in the field and send again"),
};
pub const BODY: Text = Text {
    zh: ("请求内容无法读取", "请按接口说明发送 JSON"),
    en: ("the request body cannot be read", "send JSON as the interface description says"),
};
pub const STALE: Text = Text {
    zh: ("您查看后，该事项已有变化", "请查看变化内容后再决定"),
    en: ("the matter has changed since you saw it", "look at what changed and decide again"),
};
pub const KEY_FORM: Text = Text {
    zh: (
        "请求标识（Idempotency-Key）不合要求",
        "请用 1 到 200 个可见的英文字符；未登录的页面至少 16 个，随机产生，如一个 UUID；重试时用同一个",
    ),
    en: (
        "this Idempotency-Key cannot be used",
        "send 1 to 200 visible ASCII characters; without signing in at least 16, made of random, like a UUID; the same again for a retry",
    ),
};
pub const KEY_REUSED: Text = Text {
    zh: ("该请求标识已用于另一项内容", "请使用新的标识"),
    en: ("this key was used for another request", "use a new key"),
};
pub const DONE_BEFORE: Text = Text {
    zh: (
        "这项操作已用同一请求标识办理过，当时的答复不再提供",
        "请查看现在的情况；需要新的口令、令牌、恢复码或文件时，请用新的请求标识重新办理",
    ),
    en: (
        "this was done already under the same key, and its answer is not given again",
        "look at how it stands now; for another password, token, recovery codes or file ask with a new key",
    ),
};
pub const UNAVAILABLE: Text = Text {
    zh: ("系统暂时繁忙", "请稍后用同一请求标识重试，不会重复办理"),
    en: ("the system is busy", "try again soon with the same key; nothing is done twice"),
};
pub const STORAGE: Text = Text {
    zh: ("存储空间已满或只读，未保存", "请管理员释放空间或检查权限；内容不会丢失，可重试"),
    en: (
        "the storage is full or read-only, nothing was saved",
        "an administrator has to free space or check permissions; then try again",
    ),
};
pub const INTERNAL: Text = Text {
    zh: ("系统出错，未保存", "请重试；若仍出错，请联系管理员"),
    en: (
        "something went wrong, nothing was saved",
        "try again; if it stays, tell an administrator",
    ),
};
pub const WRONG_PASSWORD: Text = Text {
    zh: ("用户名或密码不正确", "请核对后再试"),
    en: ("the name or password is not right", "check both and try again"),
};
pub const PART: Text = Text {
    zh: ("文件没有这一段", "请按 Content-Range 所示大小重新请求"),
    en: ("the file ends before this part", "ask again within the size that Content-Range tells"),
};
pub const TOO_LARGE: Text = Text {
    zh: ("内容过大", "请缩小后再提交"),
    en: ("the request is too large", "make it smaller and send again"),
};
pub const NO_MOBILE: Text = Text {
    zh: ("这不是手机号，收不到验证码", "请填 11 位的手机号；留的是座机的，请用编号和查询码"),
    en: (
        "this is no mobile number, no code can be sent there",
        "give the eleven digits of a mobile number; for another telephone use number and code",
    ),
};
pub const CODES_OFF: Text = Text {
    zh: ("这里没有开通用手机号查询", "请用编号和查询码，或拨打受理电话"),
    en: ("matters cannot be found by telephone here", "use number and code, or call the hotline"),
};
pub const CODE_TOO_SOON: Text = Text {
    zh: (
        "验证码要得太频繁",
        "一分钟只发一次，一小时最多五次：请稍等再要；刚才的验证码五分钟内有效",
    ),
    en: (
        "codes were asked for too often",
        "one a minute and five an hour: wait a little; the last code is good for five minutes",
    ),
};
pub const CODES_FULL: Text = Text {
    zh: ("这一小时里发出的验证码太多了", "请过一会儿再试，或用编号和查询码"),
    en: ("too many codes were sent within this hour", "try again later, or use number and code"),
};
pub const CODE_NOT_SENT: Text = Text {
    zh: ("短信没有发出去", "请一分钟后再要一次，或用编号和查询码"),
    en: ("the short message could not be sent", "ask again in a minute, or use number and code"),
};
pub const CODE_WRONG: Text = Text {
    zh: ("验证码不对，或者已经失效", "请核对短信；错了五次、过了五分钟或用过的，请重新要一个"),
    en: (
        "the code is not right, or good no more",
        "check the message; after five tries, five minutes or one use ask for another",
    ),
};
pub const TOO_MANY: Text = Text {
    zh: ("此刻登录的人过多", "请稍后再试"),
    en: ("too many sign in at this moment", "wait a little and try again"),
};
pub const PROVIDER_FAILED: Text = Text {
    zh: (
        "地图服务商没有给出可用的结果",
        "请稍后再试；若仍不行，请管理员用 huisheng doctor 检查地图配置",
    ),
    en: (
        "the provider of the map gave no answer that can be used",
        "try again later; if it stays, an administrator checks the configuration of the map",
    ),
};
pub const SIGN_IN_LOCKED: Text = Text {
    zh: ("登录失败次数过多，暂时锁定", "请稍候；急用请联系管理员解锁。"),
    en: (
        "too many tries to sign in failed: locked for a while",
        "try again then; an administrator can unlock the account",
    ),
};
pub const OTHER_ORIGIN: Text = Text {
    zh: (
        "该请求来自别的网站，未办理",
        "请在本系统的页面上操作；经代理访问的，请管理员核对 public_url",
    ),
    en: (
        "this was sent from a page of another site, nothing was done",
        "use the pages of this system; behind a proxy an administrator checks `public_url`",
    ),
};
pub const SECOND_FACTOR_NEEDED: Text = Text {
    zh: (
        "密码正确，还需要第二重验证",
        "请输入手机验证器上的六位数字，或一个恢复码；登记过通行密钥的，也可以用它",
    ),
    en: (
        "the password is right, the second factor is missing",
        "give the six digits of your app, or a recovery code; a passkey that is registered will do, too",
    ),
};
pub const SECOND_FACTOR_WRONG: Text = Text {
    zh: (
        "验证码不对，或已经用过",
        "请等验证器出现下一个数字再输；手机丢了可用恢复码，或请管理员解除",
    ),
    en: (
        "the code is not right, or was used",
        "wait for the next one; without the telephone use a recovery code, or ask an administrator",
    ),
};
pub const SECOND_FACTOR_THERE: Text = Text {
    zh: ("已经设置了第二重验证", "换手机请先解除，再重新设置"),
    en: ("there is a second factor already", "remove it first to set up another"),
};
pub const SECOND_FACTOR_TO_SET_UP: Text = Text {
    zh: ("您的岗位须先设置第二重验证", "请在账号安全中设置，然后继续"),
    en: (
        "your post needs a second factor, which has to be set up first",
        "set it up by /api/v1/session/second-factor, or register a passkey, then go on",
    ),
};
pub const OLD_PASSWORD: Text = Text {
    zh: ("现在的密码不正确", "请核对后再试；多次输错会暂时锁定"),
    en: (
        "the password in use is not this one",
        "check it and try again; too many failures lock for a while",
    ),
};
pub const BEYOND_TOKEN: Text = Text {
    zh: ("这个令牌没有这项权限", "请用权限足够的令牌；账号、密码和令牌须本人登录后办理"),
    en: (
        "this token does not reach so far",
        "use one with the scope; accounts, passwords and tokens need somebody who signed in",
    ),
};
pub const TOO_MANY_TOKENS: Text = Text {
    zh: ("令牌太多了", "请先删除不用的令牌，最多 20 个"),
    en: ("there are too many tokens", "revoke those not in use; 20 at most"),
};
