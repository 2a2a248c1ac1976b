// The locations there are on Cloudflare: where each Worker is placed, and the data centres that
// are accepted there. A Worker is placed next to a region of another cloud.

export interface PlaceOnEarth {
  /** As `[placement] region` wants it. */
  region: string
  label: string
  /** Asked each slot when a check names no locations of its own. */
  default: boolean
}

/** By the id that checks name. */
export const placesOnEarth: Record<string, PlaceOnEarth> = {
  wnam: { region: 'aws:us-west-2', label: 'North America, west', default: false },
  enam: { region: 'aws:us-east-1', label: 'North America, east', default: true },
  sam: { region: 'aws:sa-east-1', label: 'South America', default: false },
  weur: { region: 'aws:eu-west-2', label: 'Europe, west', default: true },
  eeur: { region: 'gcp:europe-central2', label: 'Europe, east', default: false },
  me: { region: 'aws:me-central-1', label: 'Middle East', default: false },
  afr: { region: 'aws:af-south-1', label: 'Africa', default: false },
  in: { region: 'aws:ap-south-1', label: 'India', default: false },
  'apac-ne': { region: 'aws:ap-northeast-1', label: 'Asia, north-east', default: true },
  'apac-se': { region: 'aws:ap-southeast-1', label: 'Asia, south-east', default: false },
  oc: { region: 'aws:ap-southeast-2', label: 'Oceania', default: false },
}
