import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import iconv from 'iconv-lite'
import RefusedException from '#exceptions/refused_exception'

const CHUNK = 256 * 1024

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
}

/** Refuses what is no file that holds text. */
export async function inspect(path: string) {
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, 0)
    return { head: buffer.subarray(0, bytesRead), size }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new RefusedException(`${path} cannot be read: ${REASONS[code] ?? message}`)
  }
}

/** UTF-16 or UTF-8 where its bytes are that, else windows-1252 (which holds latin-1). */
export async function findEncoding(path: string, head: Buffer, wanted?: string) {
  if (wanted !== undefined) {
    if (iconv.encodingExists(wanted)) return wanted
    throw new RefusedException(
      `"${wanted}" is not a known encoding; try utf-8, utf-16le, utf-16be, latin1 or windows-1252`
    )
  }
  const start = head.toString('latin1', 0, 4)
  if (/^(?:\xFF\xFE|\xFE\xFF)/.test(start) || hasZeros(head)) return 'utf-16'
  if (start.startsWith('\xEF\xBB\xBF')) return 'utf-8'
  const controls = head.filter((byte) => byte < 9 || (byte > 13 && byte < 27) || byte === 127)
  const isKnown = start === '%PDF' || start === 'PK\x03\x04'
  if (isKnown || controls.length > head.length * 0.05) {
    throw new RefusedException(`${path} is a binary file, not a list of books`)
  }
  return (await isMostlyUtf8(path)) ? 'utf-8' : 'windows-1252'
}

/** The file's text in pieces, without its byte order mark and the blank pieces that it may begin with. */
export async function* readText(path: string, encoding: string, onRead: (bytes: number) => void) {
  const decoder = iconv.getDecoder(encoding)
  let hasBegun = false
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    onRead(chunk.length)
    const text = decoder.write(chunk)
    hasBegun ||= text.trim() !== ''
    if (hasBegun) yield text
  }
  const rest = decoder.end() ?? ''
  if (hasBegun || rest.trim() !== '') yield rest
}

/** Text in Latin letters has a zero in every other byte of UTF-16, and in none between. */
function hasZeros(head: Buffer) {
  const zeros = [0, 0]
  for (const [index, byte] of head.entries()) {
    if (byte === 0) zeros[index % 2]++
  }
  return Math.max(...zeros) > head.length * 0.2 && Math.min(...zeros) < head.length * 0.01
}

/** The whole file, for it may hold its first accent after megabytes; a spoilt byte is forgiven. */
async function isMostlyUtf8(path: string) {
  const decoder = new TextDecoder()
  let [good, bad] = [0, 0]
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    const text = decoder.decode(chunk, { stream: true })
    // A program may have written that character itself, for what it could not read
    const own = chunk.toString('latin1').split('\xEF\xBF\xBD').length - 1
    bad += text.split('\uFFFD').length - 1 - own
    good += own + (text.match(/[^\0-\x7F\uFFFD]/g)?.length ?? 0)
  }
  bad += decoder.decode().length
  return bad <= good / 10
}
