-- Asks for the virtual agent's turn of a conversation, for what is no activity of a user.
-- KEYS  1 turns  2 ticket
-- ARGV  1 who asks  2 lease in ms
-- Gives 'mine' | 'wait' | 'busy' | 'full'

return take_turn(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), 'told')
