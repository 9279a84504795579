import { createIgnitor, failToStart } from './ignitor.js'
import { createNodeServer } from './node_server.js'

createIgnitor().httpServer().start(createNodeServer).catch(failToStart)
