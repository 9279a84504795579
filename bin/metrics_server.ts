import { type Server, createServer } from 'node:http'

/** Serves `/metrics` for Prometheus, away from the visitors' port. */
export async function serveMetrics(
  { host, port }: { host: string; port: number },
  read: () => Promise<string>
): Promise<Server> {
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') return response.writeHead(404).end()
    try {
      const metrics = await read()
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
      response.end(metrics)
    } catch {
      response.writeHead(503, { 'retry-after': '5' }).end()
    }
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}
