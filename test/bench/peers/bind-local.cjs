// Preloaded into peers that would listen on every interface: they are measured on this machine, and seen from nowhere else.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  if (typeof args[0] === "number" || /^\d+$/.test(args[0])) {
    if (typeof args[1] !== "string")
      args[1] === undefined ? args.splice(1, 1, "127.0.0.1") : args.splice(1, 0, "127.0.0.1");
  } else if (args[0] && typeof args[0] === "object" && args[0].port !== undefined && !args[0].host)
    args[0].host = "127.0.0.1";
  return listen.apply(this, args);
};
