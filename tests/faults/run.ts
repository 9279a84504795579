const FAULTS: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  postgres_restarted: () => import('./postgres_restarted.js'),
  postgres_cut_off: () => import('./postgres_cut_off.js'),
  redis_gone: () => import('./redis_gone.js'),
}

const [name] = process.argv.slice(2)
const load = FAULTS[name]
if (load) {
  const fault = await load()
  await fault.run()
} else {
  console.error(`Which fault? npm run faults -- ${Object.keys(FAULTS).join(' | ')}`)
  process.exitCode = 1
}
