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
  }
  DELETE: {
    'searches.destroy': { paramsTuple?: []; params?: {} }
    'visit.destroy': { paramsTuple?: []; params?: {} }
    'memories.destroy': { paramsTuple: [ParamValue]; params: {'kind': ParamValue} }
    'reading_list.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  POST: {
    'acknowledgements.store': { paramsTuple?: []; params?: {} }
    'shared_lists.store': { paramsTuple?: []; params?: {} }
    'reading_list.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}