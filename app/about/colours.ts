/**
 * What a library may choose from, each with the ground of its pictures. resources/css/tokens.css
 * has the hues of the same names, which make the colours of the pages in both themes.
 */
export const COLOURS: Record<string, string> = {
  green: '#1f5a4c',
  teal: '#165862',
  blue: '#26517b',
  indigo: '#454781',
  violet: '#5b3f78',
  plum: '#6c3a62',
  rose: '#783547',
  red: '#7c352f',
  rust: '#733f20',
  gold: '#644917',
  olive: '#495425',
  grey: '#504e4a',
}

/** That of a library that chose none. */
export const USUAL_COLOUR = 'green'
