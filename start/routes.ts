import { controllers } from '#generated/controllers'
import { middleware } from '#start/kernel'
import router from '@adonisjs/core/services/router'

const recordId = /^[1-9][0-9]{0,8}$/

/** What stands before the pages for people. */
function pages(session?: { required: boolean }) {
  return [
    middleware.sameOrigin(),
    middleware.bodyparser(),
    middleware.session(session),
    middleware.visitor(),
  ]
}

router
  .group(() => {
    router.get('/', [controllers.Home, 'index']).as('home')
    router.get('books', [controllers.Books, 'index'])
    router.get('books/:id', [controllers.Books, 'show']).where('id', recordId)
    router.patch('searches', [controllers.Searches, 'update'])
    router.delete('searches', [controllers.Searches, 'destroy'])
    router.get('authors', [controllers.Authors, 'index'])
    router.get('authors/:id', [controllers.Authors, 'show']).where('id', recordId)
    router.get('genres', [controllers.Genres, 'index'])
    router.get('genres/:id', [controllers.Genres, 'show']).where('id', recordId)
    router.get('copies', [controllers.Copies, 'index'])
    router.get('copies/:id', [controllers.Copies, 'show']).where('id', router.matchers.uuid())
    router.get('about', [controllers.About, 'show'])
    router.post('acknowledgements', [controllers.Acknowledgements, 'store'])
  })
  .use(pages())

/** Without the session there is nothing to show. */
router
  .group(() => {
    router.get('visit', [controllers.Visit, 'show'])
    router.get('visit/download', [controllers.Visit, 'download'])
    router.get('visit/ended', [controllers.Visit, 'ended'])
    router.delete('visit', [controllers.Visit, 'destroy'])
    router.patch('visit/books', [controllers.Memories, 'pause'])
    router.delete('visit/:kind', [controllers.Memories, 'destroy'])
    router.get('preferences', [controllers.Preferences, 'edit'])
    router.patch('preferences', [controllers.Preferences, 'update'])

    router.get('reading-list', [controllers.ReadingList, 'index'])
    router.get('reading-list/slip', [controllers.ReadingList, 'slip'])
    router.get('reading-list/shared', [controllers.SharedLists, 'show'])
    router.post('reading-list/shared', [controllers.SharedLists, 'store'])
    router
      .get('reading-list/download/:format', [controllers.ListExports, 'show'])
      .where('format', /^(bib|ris|csv)$/)
    router.post('reading-list/:id', [controllers.ReadingList, 'store']).where('id', recordId)
    router.patch('reading-list/:id', [controllers.ReadingList, 'move']).where('id', recordId)
    router.delete('reading-list/:id', [controllers.ReadingList, 'destroy']).where('id', recordId)
  })
  .use(pages({ required: true }))

router.get('books/suggestions', [controllers.Suggestions, 'index'])
router.get('health', [controllers.Health, 'show'])
router.get('health/live', [controllers.Health, 'live'])
router.get('health/ready', [controllers.Health, 'ready'])
router.get('sitemap.xml', [controllers.Sitemap, 'show'])
router.get('robots.txt', [controllers.Feeds, 'robots'])
router.get('opensearch.xml', [controllers.Feeds, 'opensearch'])
router.get('feed.xml', [controllers.Feeds, 'feed'])
router.get('manifest.webmanifest', [controllers.Icons, 'manifest'])
router.get('favicon.svg', [controllers.Icons, 'drawn'])
router.get('favicon.ico', [controllers.Icons, 'small'])
router.get('apple-touch-icon.png', [controllers.Icons, 'touch'])
router.get('share.png', [controllers.Icons, 'shared'])
