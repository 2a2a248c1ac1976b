// One thread of `npm run bench scale`: plays the full shards it is handed, one after the other.
import { parentPort } from 'node:worker_threads'
import { playFullShard, type Wanted } from './full-shard.ts'

parentPort!.on('message', async (wanted: Wanted) => {
  parentPort!.postMessage(await playFullShard(wanted))
})
