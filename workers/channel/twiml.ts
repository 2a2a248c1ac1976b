// What Twilio reads out or sends back for us, in its own markup.
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'

const voice = { voice: 'alice', language: 'en-GB' } as const

/** A call that says it twice; a key pressed meanwhile is posted to `keyUrl`. */
export function callScript(spoken: string, keyUrl: string | null): string {
  const response = new VoiceResponse()
  if (keyUrl === null) {
    response.say(voice, spoken)
    response.pause({ length: 1 })
    response.say(voice, spoken)
  } else {
    const gather = response.gather({ numDigits: 1, timeout: 8, action: keyUrl, method: 'POST' })
    for (const once of [spoken, spoken]) {
      gather.say(voice, `${once} Press 1 to acknowledge.`)
      gather.pause({ length: 1 })
    }
  }
  response.say(voice, 'Goodbye.')
  return response.toString()
}

/** The answer to a key. */
export function spokenAnswer(sentence: string): string {
  const response = new VoiceResponse()
  response.say(voice, sentence)
  response.hangup()
  return response.toString()
}

/** The answer to a text message; an empty text answers nothing. */
export function textAnswer(text: string): string {
  const response = new MessagingResponse()
  if (text !== '') response.message(text)
  return response.toString()
}
