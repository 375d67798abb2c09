/** Where the set-up put what it unpacked privately: criu, and what only tests need. */
export const TOOLS = process.env.RUNCIBLE_TOOLS ?? '/var/lib/runcible/tools'
