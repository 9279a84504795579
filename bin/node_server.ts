import { type RequestListener, type ServerResponse, createServer } from 'node:http'

const SECOND = 1000

/** An id from a proxy stands in the log, so it may not be just any text. */
const REQUEST_ID = /^[\w.:-]{1,64}$/

/**
 * Node's server under the site, with bounds to what one client can hold of it:
 * who sends slowly, reads slowly or says nothing is cut off, and a connection
 * beyond the last is refused. The bodies of forms have theirs in config/bodyparser.ts.
 */
export function createNodeServer(listener: RequestListener) {
  const underWay = new Set<ServerResponse>()
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10 * SECOND,
      requestTimeout: 30 * SECOND,
      // longer than proxies keep theirs, or one would send on a connection that just closes
      keepAliveTimeout: 65 * SECOND,
      connectionsCheckingInterval: 2 * SECOND,
    },
    (request, response) => {
      const id = request.headers['x-request-id']
      if (id && !REQUEST_ID.test(String(id))) delete request.headers['x-request-id']
      underWay.add(response)
      response.once('close', () => underWay.delete(response))
      if (!server.listening) sayGoodbye(response)
      listener(request, response)
    }
  )
  const close = server.close.bind(server)
  server.close = (done) => {
    for (const response of underWay) sayGoodbye(response)
    return close(done)
  }
  server.maxConnections = 2000
  server.timeout = 60 * SECOND
  return server
}

/** Lets the client send nothing more on a connection that closes with this answer. */
function sayGoodbye(response: ServerResponse) {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
