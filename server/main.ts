// `npm start`: the same as `esonar serve`, with the settings of the environment.
import { serve } from './serve.ts'

await serve(process.env, null)
