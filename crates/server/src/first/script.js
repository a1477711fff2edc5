// The token stands behind the # of the link, so it reaches no log of a proxy.
const [form, one, two, save, said, login] = ["form", "one", "two", "save", "said", "login"].map((id) => document.getElementById(id));
const authorization = "Bearer " + location.hash.slice(1);

function say(zh, en) {
  said.textContent = zh + "\n" + en;
}

async function change() {
  const answer = await fetch("/api/v1/session/password", {
    method: "PUT",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify({ new: one.value }),
  });
  if (answer.ok) {
    form.hidden = true;
    say(`已保存，请用 ${login.textContent} 登录。`, `Saved: sign in as ${login.textContent}.`);
  } else if (answer.status === 401) {
    say(
      "链接已用过或已过期。没有设置过密码时，重新启动 huisheng serve 会给出新链接。",
      "The link was used or has expired. If no password was set, huisheng serve prints a new one when it is started again.",
    );
  } else {
    const { zh, en } = await answer.json();
    say(zh.reason + "；" + zh.remedy, en.reason + "; " + en.remedy);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (one.value !== two.value) {
    say("两次输入不同，请再输一次。", "The two are not the same: type them again.");
    two.focus();
    return;
  }
  save.disabled = true;
  try {
    await change();
  } catch {
    say("服务器没有应答，请稍后再试。", "The server did not answer: try again in a while.");
  } finally {
    save.disabled = false;
  }
});

// Whose password it is.
const asked = await fetch("/api/v1/session", { headers: { authorization } }).catch(() => undefined);
if (asked?.status === 200) login.textContent = (await asked.json()).login;
