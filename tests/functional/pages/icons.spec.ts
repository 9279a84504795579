import { test } from '@japa/runner'
import { emptyLibrary } from '#tests/helpers/library'
import { ownOrigin, Visitor } from '#tests/helpers/visitor'

async function fetchFile(path: string) {
  const response = await fetch(ownOrigin() + path)
  return {
    type: response.headers.get('content-type'),
    bytes: Buffer.from(await response.arrayBuffer()),
  }
}

/** Width and height, as the head of a PNG has them. */
function sizeOf(png: Buffer) {
  if (png.toString('latin1', 1, 4) !== 'PNG') throw new Error('This is no PNG')
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`
}

/** The pictures of an .ico file, which tells where in it each of them stands. */
function picturesOf(ico: Buffer) {
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const [length, from] = [8, 12].map((at) => ico.readUInt32LE(6 + 16 * index + at))
    return ico.subarray(from, from + length)
  })
}

test.group('Pages | icons', (group) => {
  group.each.setup(emptyLibrary)

  test('every icon that a page names is there, of its type and size', async ({ assert }) => {
    const { $ } = await new Visitor().visit('/')

    const icon = $('link[rel=icon][sizes]')
    const ico = await fetchFile(icon.attr('href')!)
    assert.match(icon.attr('href')!, /^\/favicon\.ico\?/)
    assert.equal(ico.type, 'image/vnd.microsoft.icon')
    assert.deepEqual(picturesOf(ico.bytes).map(sizeOf), icon.attr('sizes')!.split(' '))

    const drawn = $('link[rel=icon][type]')
    const svg = await fetchFile(drawn.attr('href')!)
    assert.equal(svg.type, drawn.attr('type'))
    assert.match(svg.bytes.toString(), /^<svg .* viewBox="0 0 32 32">/)

    const touch = await fetchFile($('link[rel=apple-touch-icon]').attr('href')!)
    assert.equal(touch.type, 'image/png')
    assert.equal(sizeOf(touch.bytes), '180x180')

    const shared = await fetchFile(
      new URL($('meta[property="og:image"]').attr('content')!).pathname
    )
    assert.equal(shared.type, 'image/png')
    assert.equal(sizeOf(shared.bytes), '1200x630')
  })

  test('the manifest names the library and icons that are what it says', async ({ assert }) => {
    const { $ } = await new Visitor().visit('/')
    const file = await fetchFile($('link[rel=manifest]').attr('href')!)
    assert.equal(file.type, 'application/manifest+json; charset=utf-8')
    const manifest = JSON.parse(file.bytes.toString())
    assert.equal(manifest.name, 'Local Library')
    assert.equal(manifest.start_url, '/')
    assert.lengthOf(manifest.icons, 2)
    for (const { src, type, sizes } of manifest.icons) {
      const { type: served, bytes } = await fetchFile(src)
      assert.equal(served, type)
      if (sizes !== 'any') assert.equal(sizeOf(bytes), sizes)
    }
  })
})
