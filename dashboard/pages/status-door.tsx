// The door of a private status page: it says nothing of what is behind it.
import { type Language, sayIn } from '../../workers/domain/page/words/index.ts'

export interface DoorData {
  language: Language
  action: string
  access: 'password' | 'members'
  isWrong: boolean
  signIn: string
}

export function StatusDoor({ language, action, access, isWrong, signIn }: DoorData) {
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{sayIn(language, 'private')}</title>
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/app.css" />
      </head>
      <body class="status">
        <main>
          <h1>{sayIn(language, 'private')}</h1>
          {access === 'members' ? (
            <p>
              <a href={signIn}>{sayIn(language, 'members_only')}</a>
            </p>
          ) : (
            <form method="post" action={action} class="fields">
              <div class={isWrong ? 'field wrong' : 'field'}>
                <label for="password">{sayIn(language, 'password')}</label>
                <input
                  id="password"
                  type="password"
                  name="password"
                  required
                  autocomplete="current-password"
                  {...(isWrong ? { 'aria-invalid': 'true', 'aria-describedby': 'wrong' } : {})}
                />
                {isWrong && (
                  <span class="fault" id="wrong">
                    {sayIn(language, 'wrong_password')}
                  </span>
                )}
              </div>
              <div>
                <button type="submit" class="primary">
                  {sayIn(language, 'open')}
                </button>
              </div>
            </form>
          )}
        </main>
      </body>
    </html>
  )
}
