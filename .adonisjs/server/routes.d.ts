import '@adonisjs/core/types/http'

type ParamValue = string | number | bigint | boolean

export type ScannedRoutes = {
  ALL: {
    'home': { paramsTuple?: []; params?: {} }
    'books.index': { paramsTuple?: []; params?: {} }
    'books.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'searches.update': { paramsTuple?: []; params?: {} }
    'searches.destroy': { paramsTuple?: []; params?: {} }
    'authors.index': { paramsTuple?: []; params?: {} }
    'authors.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'genres.index': { paramsTuple?: []; params?: {} }
    'genres.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'copies.index': { paramsTuple?: []; params?: {} }
    'copies.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'about.show': { paramsTuple?: []; params?: {} }
    'acknowledgements.store': { paramsTuple?: []; params?: {} }
    'visit.show': { paramsTuple?: []; params?: {} }
    'visit.download': { paramsTuple?: []; params?: {} }
    'visit.ended': { paramsTuple?: []; params?: {} }
    'visit.destroy': { paramsTuple?: []; params?: {} }
    'memories.pause': { paramsTuple?: []; params?: {} }
    'memories.destroy': { paramsTuple: [ParamValue]; params: {'kind': ParamValue} }
    'preferences.edit': { paramsTuple?: []; params?: {} }
    'preferences.update': { paramsTuple?: []; params?: {} }
    'reading_list.index': { paramsTuple?: []; params?: {} }
    'reading_list.slip': { paramsTuple?: []; params?: {} }
    'shared_lists.show': { paramsTuple?: []; params?: {} }
    'shared_lists.store': { paramsTuple?: []; params?: {} }
    'list_exports.show': { paramsTuple: [ParamValue]; params: {'format': ParamValue} }
    'reading_list.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'reading_list.move': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'reading_list.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'sign_ins.create': { paramsTuple?: []; params?: {} }
    'sign_ins.store': { paramsTuple?: []; params?: {} }
    'sign_ins.destroy': { paramsTuple?: []; params?: {} }
    'setup.show': { paramsTuple?: []; params?: {} }
    'setup.store': { paramsTuple?: []; params?: {} }
    'members.index': { paramsTuple?: []; params?: {} }
    'members.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'members.create': { paramsTuple?: []; params?: {} }
    'members.store': { paramsTuple?: []; params?: {} }
    'members.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'members.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'members.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'member_files.create': { paramsTuple?: []; params?: {} }
    'member_files.store': { paramsTuple?: []; params?: {} }
    'member_files.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'loans.download': { paramsTuple?: []; params?: {} }
    'member_files.download': { paramsTuple?: []; params?: {} }
    'member_files.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'member_files.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.update': { paramsTuple?: []; params?: {} }
    'own_loans.renew': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'own_history.update': { paramsTuple?: []; params?: {} }
    'own_sign_ins.destroy_others': { paramsTuple?: []; params?: {} }
    'own_sign_ins.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'own_password.edit': { paramsTuple?: []; params?: {} }
    'own_password.update': { paramsTuple?: []; params?: {} }
    'proofs.store': { paramsTuple?: []; params?: {} }
    'desk.show': { paramsTuple?: []; params?: {} }
    'desk.store': { paramsTuple?: []; params?: {} }
    'desk.close': { paramsTuple?: []; params?: {} }
    'desk.undo': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.renew': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.take_back': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'loans.index': { paramsTuple?: []; params?: {} }
    'loans.notices': { paramsTuple?: []; params?: {} }
    'suggestions.index': { paramsTuple?: []; params?: {} }
    'health.show': { paramsTuple?: []; params?: {} }
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'sitemap.show': { paramsTuple?: []; params?: {} }
    'feeds.robots': { paramsTuple?: []; params?: {} }
    'feeds.opensearch': { paramsTuple?: []; params?: {} }
    'feeds.feed': { paramsTuple?: []; params?: {} }
    'icons.manifest': { paramsTuple?: []; params?: {} }
    'icons.drawn': { paramsTuple?: []; params?: {} }
    'icons.small': { paramsTuple?: []; params?: {} }
    'icons.touch': { paramsTuple?: []; params?: {} }
    'icons.shared': { paramsTuple?: []; params?: {} }
  }
  GET: {
    'home': { paramsTuple?: []; params?: {} }
    'books.index': { paramsTuple?: []; params?: {} }
    'books.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'authors.index': { paramsTuple?: []; params?: {} }
    'authors.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'genres.index': { paramsTuple?: []; params?: {} }
    'genres.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'copies.index': { paramsTuple?: []; params?: {} }
    'copies.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'about.show': { paramsTuple?: []; params?: {} }
    'visit.show': { paramsTuple?: []; params?: {} }
    'visit.download': { paramsTuple?: []; params?: {} }
    'visit.ended': { paramsTuple?: []; params?: {} }
    'preferences.edit': { paramsTuple?: []; params?: {} }
    'reading_list.index': { paramsTuple?: []; params?: {} }
    'reading_list.slip': { paramsTuple?: []; params?: {} }
    'shared_lists.show': { paramsTuple?: []; params?: {} }
    'list_exports.show': { paramsTuple: [ParamValue]; params: {'format': ParamValue} }
    'sign_ins.create': { paramsTuple?: []; params?: {} }
    'setup.show': { paramsTuple?: []; params?: {} }
    'members.index': { paramsTuple?: []; params?: {} }
    'members.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'members.create': { paramsTuple?: []; params?: {} }
    'members.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'member_files.create': { paramsTuple?: []; params?: {} }
    'member_files.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'loans.download': { paramsTuple?: []; params?: {} }
    'member_files.download': { paramsTuple?: []; params?: {} }
    'account.show': { paramsTuple?: []; params?: {} }
    'own_password.edit': { paramsTuple?: []; params?: {} }
    'desk.show': { paramsTuple?: []; params?: {} }
    'loans.index': { paramsTuple?: []; params?: {} }
    'loans.notices': { paramsTuple?: []; params?: {} }
    'suggestions.index': { paramsTuple?: []; params?: {} }
    'health.show': { paramsTuple?: []; params?: {} }
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'sitemap.show': { paramsTuple?: []; params?: {} }
    'feeds.robots': { paramsTuple?: []; params?: {} }
    'feeds.opensearch': { paramsTuple?: []; params?: {} }
    'feeds.feed': { paramsTuple?: []; params?: {} }
    'icons.manifest': { paramsTuple?: []; params?: {} }
    'icons.drawn': { paramsTuple?: []; params?: {} }
    'icons.small': { paramsTuple?: []; params?: {} }
    'icons.touch': { paramsTuple?: []; params?: {} }
    'icons.shared': { paramsTuple?: []; params?: {} }
  }
  HEAD: {
    'home': { paramsTuple?: []; params?: {} }
    'books.index': { paramsTuple?: []; params?: {} }
    'books.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'authors.index': { paramsTuple?: []; params?: {} }
    'authors.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'genres.index': { paramsTuple?: []; params?: {} }
    'genres.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'copies.index': { paramsTuple?: []; params?: {} }
    'copies.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'about.show': { paramsTuple?: []; params?: {} }
    'visit.show': { paramsTuple?: []; params?: {} }
    'visit.download': { paramsTuple?: []; params?: {} }
    'visit.ended': { paramsTuple?: []; params?: {} }
    'preferences.edit': { paramsTuple?: []; params?: {} }
    'reading_list.index': { paramsTuple?: []; params?: {} }
    'reading_list.slip': { paramsTuple?: []; params?: {} }
    'shared_lists.show': { paramsTuple?: []; params?: {} }
    'list_exports.show': { paramsTuple: [ParamValue]; params: {'format': ParamValue} }
    'sign_ins.create': { paramsTuple?: []; params?: {} }
    'setup.show': { paramsTuple?: []; params?: {} }
    'members.index': { paramsTuple?: []; params?: {} }
    'members.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'members.create': { paramsTuple?: []; params?: {} }
    'members.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'member_files.create': { paramsTuple?: []; params?: {} }
    'member_files.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'loans.download': { paramsTuple?: []; params?: {} }
    'member_files.download': { paramsTuple?: []; params?: {} }
    'account.show': { paramsTuple?: []; params?: {} }
    'own_password.edit': { paramsTuple?: []; params?: {} }
    'desk.show': { paramsTuple?: []; params?: {} }
    'loans.index': { paramsTuple?: []; params?: {} }
    'loans.notices': { paramsTuple?: []; params?: {} }
    'suggestions.index': { paramsTuple?: []; params?: {} }
    'health.show': { paramsTuple?: []; params?: {} }
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'sitemap.show': { paramsTuple?: []; params?: {} }
    'feeds.robots': { paramsTuple?: []; params?: {} }
    'feeds.opensearch': { paramsTuple?: []; params?: {} }
    'feeds.feed': { paramsTuple?: []; params?: {} }
    'icons.manifest': { paramsTuple?: []; params?: {} }
    'icons.drawn': { paramsTuple?: []; params?: {} }
    'icons.small': { paramsTuple?: []; params?: {} }
    'icons.touch': { paramsTuple?: []; params?: {} }
    'icons.shared': { paramsTuple?: []; params?: {} }
  }
  PATCH: {
    'searches.update': { paramsTuple?: []; params?: {} }
    'memories.pause': { paramsTuple?: []; params?: {} }
    'preferences.update': { paramsTuple?: []; params?: {} }
    'reading_list.move': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'account.update': { paramsTuple?: []; params?: {} }
    'own_loans.renew': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'own_history.update': { paramsTuple?: []; params?: {} }
    'own_password.update': { paramsTuple?: []; params?: {} }
    'desk.renew': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  DELETE: {
    'searches.destroy': { paramsTuple?: []; params?: {} }
    'visit.destroy': { paramsTuple?: []; params?: {} }
    'memories.destroy': { paramsTuple: [ParamValue]; params: {'kind': ParamValue} }
    'reading_list.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'members.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'member_files.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'own_sign_ins.destroy_others': { paramsTuple?: []; params?: {} }
    'own_sign_ins.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.close': { paramsTuple?: []; params?: {} }
    'desk.undo': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.take_back': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  POST: {
    'acknowledgements.store': { paramsTuple?: []; params?: {} }
    'shared_lists.store': { paramsTuple?: []; params?: {} }
    'reading_list.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'sign_ins.store': { paramsTuple?: []; params?: {} }
    'sign_ins.destroy': { paramsTuple?: []; params?: {} }
    'setup.store': { paramsTuple?: []; params?: {} }
    'members.store': { paramsTuple?: []; params?: {} }
    'member_files.store': { paramsTuple?: []; params?: {} }
    'proofs.store': { paramsTuple?: []; params?: {} }
    'desk.store': { paramsTuple?: []; params?: {} }
  }
  PUT: {
    'members.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'member_files.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}