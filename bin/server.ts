import { createIgnitor, failToStart } from './ignitor.js'

createIgnitor().httpServer().start().catch(failToStart)
