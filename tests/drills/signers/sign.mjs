// Deliveries signed by the JavaScript package `svix`, sent, and read back. Ends with 1 where one differs.

import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const packages = process.env.NODE_PATH;
const { Webhook } = createRequire(path.join(packages, "any.js"))("svix");
const { version } = JSON.parse(readFileSync(path.join(packages, "svix", "package.json")));

const [host, port] = process.env.SIGNERS_ADDRESS.split(":");
const deliveries = Number(process.env.SIGNERS_DELIVERIES);
const signers = [process.env.SIGNERS_OLD, process.env.SIGNERS_NEW].map((secret) => new Webhook(secret));
const foreign = new Webhook(`whsec_${Buffer.alloc(32).toString("base64")}`);
const idCharacters = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n)).filter((c) => c !== ".");
const inParallel = 8;
const agent = new http.Agent({ keepAlive: true, maxSockets: inParallel });

// The package signs text and makes UTF-8 of it. To have it sign any bytes, it is given one character for each byte, and
// an encoder that turns each back into its byte.
class ByteEncoder {
  encode(text) {
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  }
}
const TextEncoderOfNode = globalThis.TextEncoder;

function sign(signer, id, now, body) {
  const text = body.toString("utf8");
  if (Buffer.from(text, "utf8").equals(body)) {
    return signer.sign(id, now, text);
  }
  globalThis.TextEncoder = ByteEncoder;
  try {
    return signer.sign(id, now, body.toString("latin1"));
  } finally {
    globalThis.TextEncoder = TextEncoderOfNode;
  }
}

const pick = (list) => list[randomInt(list.length)];
const shuffled = (list) => list.map((item) => [randomInt(2 ** 32), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, n) => n));

function makeBody() {
  switch (randomInt(4)) {
    case 0:
      return Buffer.concat(Array(randomInt(1, 5)).fill(everyByte));
    case 1:
      return randomBytes(randomInt(3000));
    case 2:
      return Buffer.from(Array.from({ length: randomInt(500) }, () => String.fromCharCode(randomInt(0xd800))).join(""), "utf8");
    default:
      return Buffer.from(`{"object":"event","type":"session.ended","data":{"id":"${randomInt(2 ** 40)}"}}`);
  }
}

function makeHeaders(id, body) {
  const now = new Date();
  const good = shuffled(signers).slice(randomInt(2)).map((signer) => sign(signer, id, now, body));
  const noise = ["v2,AAAA", "nonsense", `v1a,${"A".repeat(86)}==`, sign(foreign, id, now, body), ""];
  const tokens = shuffled([...good, ...shuffled(noise).slice(randomInt(2, 6))]);
  const family = pick(["svix", "webhook", "Svix", "WEBHOOK"]);
  return Object.fromEntries(
    shuffled([
      [`${family}-id`, id],
      [`${family}-timestamp`, String(Math.floor(now.getTime() / 1000))],
      [`${family}-signature`, tokens.join(" ")],
      ["content-type", pick(["application/json", "text/plain", "application/octet-stream", "odd"])],
      ["content-length", String(body.length)],
      [`x-${randomInt(1000)}`, randomBytes(20).toString("base64")],
    ]),
  );
}

function ask(method, target, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, headers, host, method, path: target, port }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve([answer.statusCode, Buffer.concat(parts)]));
      answer.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function deliver() {
  const id = Array.from({ length: randomInt(24, 200) }, () => pick(idCharacters)).join("");
  const body = makeBody();
  const [status, answer] = await ask("POST", "/webhooks/clerk", makeHeaders(id, body), body);
  if (status !== 200 || !answer.includes('"recorded"')) {
    throw new Error(`not recorded: ${status} ${answer} ${id} ${body.toString("base64")}`);
  }
  const key = { authorization: `Bearer ${process.env.SIGNERS_API_KEY}` };
  const [found, read] = await ask("GET", `/v1/events/${encodeURIComponent(id)}/payload`, key);
  if (found !== 200 || !read.equals(body)) {
    throw new Error(`read back otherwise: ${found} ${read.toString("base64")} ${id} ${body.toString("base64")}`);
  }
  return body.length;
}

let next = 0;
let bytes = 0;
const wrong = [];
async function work() {
  while (next++ < deliveries) {
    try {
      const length = await deliver();
      bytes += length;
    } catch (error) {
      wrong.push(error.message);
    }
  }
}
await Promise.all(Array.from({ length: inParallel }, work));
agent.destroy();
console.log(
  `JavaScript svix ${version}: ${deliveries} deliveries, ${deliveries - wrong.length} recorded and equal, ${bytes} bytes of bodies`,
);
if (wrong.length > 0) {
  console.error(`${wrong.length} differ, first: ${wrong[0].slice(0, 2000)}`);
  process.exit(1);
}
