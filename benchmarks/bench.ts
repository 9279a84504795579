const BENCHMARKS: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  sessions: () => import('./sessions.js'),
  pages: () => import('./pages.js'),
  scale: () => import('./scale.js'),
  catalogue: () => import('./catalogue.js'),
  speed: () => import('./speed.js'),
  desk: () => import('./desk.js'),
}

const [name, ...args] = process.argv.slice(2)
const load = BENCHMARKS[name]
if (load) {
  const benchmark = await load()
  await benchmark.run(args)
} else {
  console.error(`Which benchmark? npm run bench -- ${Object.keys(BENCHMARKS).join(' | ')}`)
  process.exitCode = 1
}
