import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
import { accessLog, metricsPort, rateLimit } from '#config/operations'

server.errorHandler(() => import('#middleware/error_handler'))

server.use([
  () => import('#middleware/form_method_middleware'),
  ...(accessLog ? [() => import('#middleware/access_log_middleware')] : []),
  ...(metricsPort ? [() => import('#middleware/metrics_middleware')] : []),
  () => import('#middleware/compression_middleware'),
  () => import('#middleware/security_headers_middleware'),
  () => import('#middleware/static_files_middleware'),
  () => import('@adonisjs/vite/vite_middleware'),
  ...(rateLimit ? [() => import('#middleware/rate_limit_middleware')] : []),
])

/** What stands before the pages for people; feeds and health checks need none of it. */
export const middleware = router.named({
  sameOrigin: () => import('#middleware/same_origin_middleware'),
  bodyparser: () => import('#middleware/body_middleware'),
  session: () => import('#session/session_middleware'),
  member: () => import('#middleware/member_middleware'),
  may: () => import('#middleware/may_middleware'),
  proved: () => import('#middleware/proved_middleware'),
  visitor: () => import('#middleware/visitor_middleware'),
})
