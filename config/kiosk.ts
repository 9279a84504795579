import env from '#start/env'

/** After how many idle minutes a shared terminal forgets its visitor; 0 where visitors bring their own. */
export const idleMinutes = env.get('KIOSK_IDLE')
