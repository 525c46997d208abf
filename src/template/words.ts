/** 128 words, so that seven random bits choose one. */
export const words: readonly string[] = (
  "the of and to in is that it was for on are with they be at one have this from by hot but some " +
  "what there we can out other were all your when up use how said an each she which their time " +
  "will way about many then them would write like so these her long make thing see him two has " +
  "look more day could go come did my sound no most number who over know water than call first " +
  "people may down side been now find any new work part take get place made live where after " +
  "back little only round man year came show every good me give our under open light north " +
  "small large house world school still learn plant cover food sun"
).split(" ");

export const givenNames: readonly string[] = (
  "Ada Alan Amara Anders Anita Barbara Bjarne Carlos Chandra Chen Clara Dana Diego Edith Elena " +
  "Emeka Emil Fatima Felix Grace Hana Hedy Henrik Ines Ivan Jamal Joan Jonas Karim Katherine Keiko " +
  "Lars Leila Linus Luis Maja Margaret Mariam Mateo Mei Mina Niklas Noor Olga Omar Paula Pedro Priya " +
  "Radia Rafael Rosa Samir Sana Sofia Stefan Tariq Tim Ursula Vera Wanda Wei Yara Yusuf Zoe"
).split(" ");

export const familyNames: readonly string[] = (
  "Abebe Ali Alvarez Andersen Bauer Becker Bennett Borg Brandt Castro Chan Costa Cruz Dahl Diaz " +
  "Dubois Eriksen Farah Fischer Fontaine Garcia Gomez Gupta Haddad Hansen Hopper Hughes Ito Ivanov " +
  "Jansen Jensen Kaya Keller Kim Kovacs Kumar Lamarr Larsen Lee Lopez Lovelace Mbeki Meyer Moreau " +
  "Moser Nair Nguyen Novak Okafor Olsen Patel Pereira Popov Reyes Rossi Sato Schmidt Silva Singh " +
  "Tanaka Torres Turing Weber Wong"
).split(" ");
