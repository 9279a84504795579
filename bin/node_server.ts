import { type RequestListener, ServerResponse, createServer } from 'node:http'

const SECOND = 1000

/** An id from a proxy stands in the log, so it may not be just any text. */
const REQUEST_ID = /^[\w.:-]{1,64}$/

/**
 * Node's server under the site, with bounds to what one client can hold of it:
 * who sends slowly, reads slowly or says nothing is cut off, and a connection
 * beyond the last is refused. The bodies of forms have theirs in config/bodyparser.ts.
 */
export function createNodeServer(listener: RequestListener) {
  /** Lets the client send nothing more on a connection that closes with this answer. */
  class Response extends ServerResponse {
    writeHead(...head: unknown[]) {
      if (!server.listening) this.setHeader('connection', 'close')
      return super.writeHead(...(head as [number]))
    }
  }

  const server = createServer(
    {
      ServerResponse: Response,
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
      listener(request, response)
    }
  )
  server.maxConnections = 2000
  server.timeout = 60 * SECOND
  return server
}
