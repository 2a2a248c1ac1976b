// What the engine remembers of a check for its rules. Owned by the verdict; nobody else reads it.
export interface EngineMemory {
  v: 1
}
