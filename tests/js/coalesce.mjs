import assert from "node:assert/strict";
import test from "node:test";
import { delay, LONGEST } from "../../static/js/backoff.js";
import { Coalescer } from "../../static/js/coalesce.js";
import { Socket } from "../../static/js/socket.js";

const later = () => {
  let done;
  const promise = new Promise((resolve) => (done = resolve));
  return { promise, done };
};

test("the pause doubles, stays within its bounds and is spread", () => {
  assert.equal(delay(0, 0), 250);
  assert.equal(delay(1, 0), 500);
  assert.equal(delay(50, 0.999999), LONGEST);
  assert.ok(delay(3, 0.9) > delay(3, 0.1));
});

test("what the page has already leads to no fetch", () => {
  let asked = 0;
  const c = new Coalescer(7, async (seq) => (asked++, seq));
  c.heard(7);
  c.heard(3);
  assert.equal(asked, 0);
});

test("many events during one fetch lead to exactly one more", async () => {
  const calls = [];
  const c = new Coalescer(0, (seq) => {
    const call = { seq, ...later() };
    calls.push(call);
    return call.promise;
  });
  const end = c.heard(1);
  for (const seq of [2, 3, 4]) c.heard(seq);
  assert.equal(calls.length, 1);
  calls[0].done(1);
  await new Promise((r) => setTimeout(r));
  assert.deepEqual(calls.map((x) => x.seq), [1, 4]);
  calls[1].done(4);
  await end;
  assert.equal(c.have, 4);
  assert.equal(c.behind, false);
});

test("an answer that is newer than asked saves the next fetch", async () => {
  let asked = 0;
  const c = new Coalescer(0, async () => (asked++, 9));
  await c.heard(2);
  await c.heard(9);
  assert.equal(asked, 1);
});

test("an answer that reports an old seq does not make a loop", async () => {
  let asked = 0;
  const c = new Coalescer(5, async () => (asked++, 0));
  await c.heard(6);
  assert.equal(asked, 1);
});

test("what was put off stays wanted until nudged", async () => {
  let typing = true;
  const c = new Coalescer(0, async (seq) => (typing ? null : seq));
  await c.heard(1);
  assert.equal(c.behind, true);
  typing = false;
  await c.nudge();
  assert.equal(c.have, 1);
});

test("the socket comes back by itself and tells when it is down", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const made = [];
  const heard = [];
  const socket = new Socket("ws://x/", { message: (m) => heard.push(m), open: () => heard.push("open"), down: (n) => heard.push(n) }, () => {
    const ws = { readyState: 0, sent: [], send(x) { this.sent.push(x); }, close() {} };
    made.push(ws);
    return ws;
  });
  socket.connect();
  made[0].readyState = 3;
  made[0].onclose({ code: 1006 });
  t.mock.timers.tick(60_000);
  assert.equal(made.length, 2);
  made[1].readyState = 1;
  made[1].onopen();
  made[1].onmessage({ data: '{"op":"ev","stream":"case:1","seq":2}' });
  made[1].onmessage({ data: "not json" });
  assert.deepEqual(heard, [1, "open", { op: "ev", stream: "case:1", seq: 2 }]);
  t.mock.timers.tick(25_000);
  assert.deepEqual(made[1].sent, ['{"op":"ping"}']);
  socket.close();
});

test("the socket does not come back to a door that said no for good", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const made = [];
  let refused = 0;
  const on = { message() {}, open() {}, down() {}, refused: () => (refused += 1) };
  const socket = new Socket("ws://x/", on, () => {
    const ws = { readyState: 0, send() {}, close() {} };
    made.push(ws);
    return ws;
  });
  socket.connect();
  made[0].onclose({ code: 4401 });
  t.mock.timers.tick(600_000);
  assert.equal(made.length, 1);
  assert.equal(refused, 1);
});
