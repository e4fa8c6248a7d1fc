// A collector on loopback that keeps what it gets: enough of Snowplow's for a browser to talk to.
import { createServer } from "node:http";

/** Starts it. `received` holds each request's parsed body; `status` is what it answers, with `headers`. */
export async function startCollector() {
  const collector = { received: [], preflights: 0, status: 200, headers: {}, url: "", close };
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-headers", "content-type");
    for (const [name, value] of Object.entries(collector.headers)) response.setHeader(name, value);
    if (request.method === "OPTIONS") {
      collector.preflights += 1;
      response.writeHead(200).end();
      return;
    }
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers, socket } = request;
      collector.received.push({ method, url, headers, port: socket.remotePort, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(collector.status).end("ok");
    });
  });
  collector.url = await listen(server);
  function close() {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  }
  return collector;
}

/** Lets a server listen on a free port of this machine and gives its URL. */
export async function listen(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
}
