/** A drawing as a PNG of so many pixels across. */
export async function toPng(svg: string, width: number) {
  const { default: sharp } = await import('sharp')
  // A page is not to wait for pictures on all cores
  sharp.concurrency(1)
  return sharp(Buffer.from(svg)).resize({ width }).png({ compressionLevel: 9 }).toBuffer()
}

/** An .ico file that holds one PNG of 32 by 32 pixels. */
export function toIco(png: Buffer) {
  const head = Buffer.alloc(22)
  // One picture, of an icon
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.writeUInt8(32, 6)
  head.writeUInt8(32, 7)
  // One plane of 32 bits a pixel
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(png.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, png])
}
