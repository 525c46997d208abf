// Loaded with `node --import`: a connection or a look-up that leaves this machine throws, and is
// noted in the file that DYN_TEST_CONNECTIONS names.
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { BlockList, isIP, Socket } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

function check(host) {
  const family = isIP(host);
  if (host === "localhost" || (family !== 0 && loopback.check(host, `ipv${family}`))) return;
  appendFileSync(process.env.DYN_TEST_CONNECTIONS, `${host}\n`);
  throw Object.assign(new Error(`no way to ${host} in a test`), { code: "ENETUNREACH" });
}

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  const isPath = typeof options === "string" || options?.path !== undefined;
  if (!isPath) check((typeof options === "object" ? options.host : given[1]) ?? "localhost");
  return connect.apply(this, given);
};

const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  check(host);
  return lookup(host, ...rest);
};
