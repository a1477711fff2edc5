// The token stands behind the # of the link, so it reaches no log of a proxy.
const form = document.getElementById("form");
const said = document.getElementById("said");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [one, two] = ["one", "two"].map((id) => document.getElementById(id).value);
  if (one !== two) {
    said.textContent = "两次输入不同 / the two are not the same";
    return;
  }
  const answer = await fetch("/api/v1/session/password", {
    method: "PUT",
    headers: { "content-type": "application/json", authorization: "Bearer " + location.hash.slice(1) },
    body: JSON.stringify({ new: one }),
  });
  if (answer.ok) {
    form.hidden = true;
    said.textContent = "已保存，请用 admin 登录 / saved: sign in as admin";
  } else if (answer.status === 401) {
    said.textContent = "链接已用过或已过期，请重新启动 huisheng serve / the link was used or has expired: start huisheng serve again";
  } else {
    const problem = await answer.json();
    said.textContent = problem.zh.reason + " / " + problem.en.reason;
  }
});
