// The entry of the tests inside workerd: the shard alone. The whole hub as entry would take many
// seconds more in every file.
export { AgentDoor } from '../../workers/objects/agent-door.ts'
export { Courier } from '../../workers/objects/courier.ts'
export { Desk } from '../../workers/objects/desk.ts'
export { Shard } from '../../workers/objects/shard.ts'

export default { fetch: () => new Response('the shard is tested by its own door\n') }
