/** Sayings as people remember them, and the verse that each is meant to be. */
export const SAYINGS: readonly (readonly [text: string, reference: string])[] = [
  ['Money is the root of all evil', '1 Timothy 6:10'],
  ['Pride comes before a fall', 'Proverbs 16:18'],
  ["A camel passes through a needle's eye sooner than a rich man gets into heaven", 'Mark 10:25'],
  ['They beat their swords into ploughshares', 'Isaiah 2:4'],
  ['The truth will set you free', 'John 8:32'],
  ['There is nothing new under the sun', 'Ecclesiastes 1:9'],
  ['Physician, heal yourself', 'Luke 4:23'],
  ["Blessed are the peacemakers, they will be called God's children", 'Matthew 5:9'],
  ['An eye for an eye and a tooth for a tooth', 'Matthew 5:38'],
  ['By the sweat of your brow you will eat bread', 'Genesis 3:19'],
  ['Do to others what you would have them do to you', 'Luke 6:31'],
  ['The lion shall lie down with the lamb', 'Isaiah 11:6'],
]
