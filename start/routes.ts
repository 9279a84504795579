import { controllers } from '#generated/controllers'
import type { Ability } from '#accounts/abilities'
import { middleware } from '#start/kernel'
import router from '@adonisjs/core/services/router'

const recordId = /^[1-9][0-9]{0,8}$/

/** What stands before the pages for people. */
function pages(session?: { required: boolean }) {
  return [
    middleware.sameOrigin(),
    middleware.bodyparser(),
    middleware.session(session),
    middleware.member(),
    middleware.visitor(),
  ]
}

/** The same for whoever is signed in and may do that. */
function desk(ability: Ability) {
  return [...pages({ required: true }), middleware.may({ ability })]
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

router
  .group(() => {
    router.get('sign-in', [controllers.SignIns, 'create'])
    router.post('sign-in', [controllers.SignIns, 'store'])
    router.post('sign-out', [controllers.SignIns, 'destroy'])
    router.get('setup', [controllers.Setup, 'show'])
    router.post('setup', [controllers.Setup, 'store'])
  })
  .use(pages({ required: true }))

router
  .group(() => {
    router.get('desk/members', [controllers.Members, 'index'])
    router.get('desk/members/:id', [controllers.Members, 'show']).where('id', recordId)
  })
  .use(desk('lend'))

router
  .group(() => {
    router.get('desk/members/create', [controllers.Members, 'create'])
    router.post('desk/members', [controllers.Members, 'store'])
    router.get('desk/members/:id/edit', [controllers.Members, 'edit']).where('id', recordId)
    router.put('desk/members/:id', [controllers.Members, 'update']).where('id', recordId)
    router.delete('desk/members/:id', [controllers.Members, 'destroy']).where('id', recordId)
    router.get('desk/members/files', [controllers.MemberFiles, 'create'])
    router.post('desk/members/files', [controllers.MemberFiles, 'store'])
    router.get('desk/members/files/:id', [controllers.MemberFiles, 'show']).where('id', recordId)
  })
  .use(desk('edit'))

/** What takes members along, or changes many at once. */
router
  .get('desk/loans/download', [controllers.Loans, 'download'])
  .use([...desk('lend'), middleware.proved()])
router
  .group(() => {
    router.get('desk/members/download', [controllers.MemberFiles, 'download'])
    router.put('desk/members/files/:id', [controllers.MemberFiles, 'update']).where('id', recordId)
    router
      .delete('desk/members/files/:id', [controllers.MemberFiles, 'destroy'])
      .where('id', recordId)
  })
  .use([...desk('edit'), middleware.proved()])

router
  .group(() => {
    router.get('/', [controllers.Account, 'show'])
    router.patch('/', [controllers.Account, 'update'])
    router.patch('loans/:id', [controllers.OwnLoans, 'renew']).where('id', recordId)
    router.patch('history', [controllers.OwnHistory, 'update'])
    router.delete('sign-ins', [controllers.OwnSignIns, 'destroyOthers'])
    router.delete('sign-ins/:id', [controllers.OwnSignIns, 'destroy']).where('id', /^[\w-]+$/)
    router.get('password', [controllers.OwnPassword, 'edit'])
    router.patch('password', [controllers.OwnPassword, 'update'])
    router.post('proof', [controllers.Proofs, 'store'])
  })
  .prefix('account')
  .use(desk('own'))

router
  .group(() => {
    router.get('desk', [controllers.Desk, 'show'])
    router.post('desk', [controllers.Desk, 'store'])
    router.delete('desk/member', [controllers.Desk, 'close'])
    router.delete('desk/acts/:id', [controllers.Desk, 'undo']).where('id', recordId)
    router.patch('desk/loans/:id', [controllers.Desk, 'renew']).where('id', recordId)
    router.delete('desk/loans/:id', [controllers.Desk, 'takeBack']).where('id', recordId)
    router.get('desk/loans', [controllers.Loans, 'index'])
    router.get('desk/loans/notices', [controllers.Loans, 'notices'])
  })
  .use(desk('lend'))

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
