// What may be asked of a status page: the same for the API and the forms.
import { z } from 'zod'
import { accentShape } from './colour.ts'
import { accesses, componentsMax, handStates, textMax, themes } from './settings.ts'
import { languages } from './words/index.ts'

export const slugInput = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,60}[a-z0-9])$/, 'must be 3 to 62 letters a-z, digits and dashes')

const shortText = (what: string, max: number) =>
  z
    .string(`must be ${what}`)
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .regex(/^\P{Cc}*$/u, 'must be one line')

const component = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9]{2,16}$/, 'must be 2 to 16 letters a-z and digits')
    .optional(),
  name: shortText('a name', 120),
  check: z.string().max(200).nullable(),
  hand: z
    .enum(handStates, `must be one of ${handStates.join(', ')}`)
    .nullable()
    .optional(),
})

const group = z.strictObject({
  name: shortText('a heading', 120).nullable(),
  components: z.array(component).max(componentsMax, `must be at most ${componentsMax}`),
})

export const pageFields = {
  slug: slugInput,
  title: shortText('a title', 120),
  checks: z.array(z.string().max(200)).max(512).nullable().optional(),
  groups: z.array(group).max(50, 'must be at most 50').nullable().optional(),
  text: z.string().trim().max(textMax, `must have at most ${textMax} characters`).optional(),
  accent: z
    .string()
    .toLowerCase()
    .regex(accentShape, 'must be a colour like #0a7ea4')
    .nullable()
    .optional(),
  theme: z.enum(themes, `must be one of ${themes.join(', ')}`).optional(),
  language: z.enum(languages, `must be one of ${languages.join(', ')}`).optional(),
  auto: z.boolean().optional(),
  autoMaintenance: z.boolean().optional(),
  templates: z
    .array(
      z.strictObject({
        name: shortText('a name', 60),
        text: z.string().trim().min(1, 'must not be empty').max(textMax),
      }),
    )
    .max(20, 'must be at most 20')
    .optional(),
  isIndexed: z.boolean().optional(),
  embedOn: z
    .array(
      z
        .string()
        .regex(
          /^https?:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/,
          'must be like https://example.com',
        ),
    )
    .max(20, 'must be at most 20')
    .optional(),
  isPublic: z.boolean().optional(),
}

/** What makes a status page. */
export const pageInput = z.strictObject(pageFields)
export type PageInput = z.output<typeof pageInput>
export type PagePatch = { [K in keyof PageInput]?: PageInput[K] | undefined }

/** Who may see a page. */
export const accessInput = z.strictObject({
  access: z.enum(accesses, `must be one of ${accesses.join(', ')}`),
  password: z.string().max(200, 'must have at most 200 characters').nullable().default(null),
})
export type AccessInput = z.output<typeof accessInput>
