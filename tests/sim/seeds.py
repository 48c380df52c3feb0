"""Seeds of worlds that once broke a rule, each by what it taught. They stay tests: whoever finds another adds it.

A seed means its world for as long as the simulation draws in the same order. What is new in it draws from a stream of
its own, for worlds that have it, so that the others stay as they were.
"""

SEEDS = {
    "an answer that came too late to be taken in was not read": 70,
    "what a phone never sent it sends as what it is by then": 106,
    "what waits for one practice stays what it is while its device is of another": 176,
    "what the owner takes late is read before the end": 2074,
    "what a device keeps of another practice was not erased there": 2370,
    "an owner who counts as removed, by a backup put over what was imported, is let in anew": 3714,
    "what a phone is told to let go of is not counted on while the answer is on its way": 3730,
    "whose a session is, said on a device that does not have it, brings none of it there": 5089,
    "nobody makes a code for the phone of somebody who was erased": 297,
    "what a device handed over while it was paired anew is kept": 4247,
    "an answer to what a device was is not taken in by what it is": 8653,
    "an erasure that a restart carries out is done, though nobody was answered": 9025,
    "nor for a phone of somebody whose erasure a restart carried out": 717,
    "no code of before leads on once the log was put back, whichever its person has turned to since": 7303,
    "what a phone wrote before it was paired lies under its client, once that is proven": 6544,
    "and stays in doubt with the rest of it where the phone comes back": 9761,
    "an owner who was removed is let in again for what was handed over": 30199,
    "a phone that became a client's of another practice begins sessions of its own there": 42670,
}
