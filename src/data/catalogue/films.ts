/** Films of the built-in catalogue, one a line: `title | director | year | tags`. The tags are those of tags.ts. */
export const FILMS = `
The Cabinet of Dr. Caligari | Robert Wiene | 1920 | horror,gothic,psychological,surreal
Nosferatu | F. W. Murnau | 1922 | horror,gothic,supernatural,dark
Sherlock Jr. | Buster Keaton | 1924 | comedy,humour,surreal,mystery
Battleship Potemkin | Sergei Eisenstein | 1925 | political,rebellion,historical,war
The Gold Rush | Charlie Chaplin | 1925 | comedy,humour,adventure,nature
The General | Buster Keaton and Clyde Bruckman | 1926 | comedy,action,war,historical
Metropolis | Fritz Lang | 1927 | science-fiction,dystopia,political,epic,urban
Sunrise | F. W. Murnau | 1927 | romance,poetic,love,drama
The Passion of Joan of Arc | Carl Theodor Dreyer | 1928 | religion,historical,tragic,biography
Man with a Movie Camera | Dziga Vertov | 1929 | experimental,urban,modernist,music
Pandora's Box | G. W. Pabst | 1929 | drama,tragic,dark,modernist
Un Chien Andalou | Luis Buñuel | 1929 | surreal,experimental,dark
M | Fritz Lang | 1931 | crime,thriller,dark,psychological,urban
City Lights | Charlie Chaplin | 1931 | comedy,romance,love,urban
Frankenstein | James Whale | 1931 | horror,gothic,science,tragic
Freaks | Tod Browning | 1932 | horror,dark,drama
King Kong | Merian C. Cooper and Ernest B. Schoedsack | 1933 | adventure,horror,fantasy,nature
Duck Soup | Leo McCarey | 1933 | comedy,satire,political,war
L'Atalante | Jean Vigo | 1934 | romance,poetic,love,journey
It Happened One Night | Frank Capra | 1934 | comedy,romance,road,love
The 39 Steps | Alfred Hitchcock | 1935 | spy,thriller,suspense,mystery
Modern Times | Charlie Chaplin | 1936 | comedy,satire,political,urban,protest
La Grande Illusion | Jean Renoir | 1937 | war,historical,drama,philosophical
Bringing Up Baby | Howard Hawks | 1938 | comedy,romance,humour,feel-good
The Adventures of Robin Hood | Michael Curtiz and William Keighley | 1938 | adventure,action,historical,rebellion
The Rules of the Game | Jean Renoir | 1939 | satire,drama,comedy,love
The Wizard of Oz | Victor Fleming | 1939 | fantasy,family,music,journey,feel-good
Stagecoach | John Ford | 1939 | western,journey,adventure
Mr. Smith Goes to Washington | Frank Capra | 1939 | political,drama,feel-good,protest
The Great Dictator | Charlie Chaplin | 1940 | satire,comedy,political,war
His Girl Friday | Howard Hawks | 1940 | comedy,romance,humour,crime
Rebecca | Alfred Hitchcock | 1940 | gothic,mystery,psychological,romance,suspense
The Grapes of Wrath | John Ford | 1940 | drama,road,family,protest,journey
Citizen Kane | Orson Welles | 1941 | drama,nonlinear,biography,political,nostalgic
The Maltese Falcon | John Huston | 1941 | noir,crime,mystery
Casablanca | Michael Curtiz | 1942 | romance,war,love,political,nostalgic
To Be or Not to Be | Ernst Lubitsch | 1942 | comedy,satire,war,political
Meshes of the Afternoon | Maya Deren and Alexander Hackenschmied | 1943 | experimental,surreal,psychological,dark
Double Indemnity | Billy Wilder | 1944 | noir,crime,thriller,dark
Laura | Otto Preminger | 1944 | noir,mystery,romance,psychological
Rome, Open City | Roberto Rossellini | 1945 | war,political,tragic,rebellion
Children of Paradise | Marcel Carné | 1945 | romance,love,poetic,epic,tragic
Brief Encounter | David Lean | 1945 | romance,love,melancholic,drama
It's a Wonderful Life | Frank Capra | 1946 | family,feel-good,fantasy,drama
Notorious | Alfred Hitchcock | 1946 | spy,romance,suspense,noir
Beauty and the Beast | Jean Cocteau | 1946 | fantasy,romance,surreal,poetic,mythology
Black Narcissus | Michael Powell and Emeric Pressburger | 1947 | religion,psychological,drama,nature
Out of the Past | Jacques Tourneur | 1947 | noir,crime,melancholic,tragic
Bicycle Thieves | Vittorio De Sica | 1948 | drama,family,urban,melancholic
The Red Shoes | Michael Powell and Emeric Pressburger | 1948 | dance,music,tragic,fantasy,romance
The Treasure of the Sierra Madre | John Huston | 1948 | adventure,western,psychological,dark
The Third Man | Carol Reed | 1949 | noir,mystery,urban,thriller,dark
Late Spring | Yasujirō Ozu | 1949 | family,meditative,melancholic,minimalist
Kind Hearts and Coronets | Robert Hamer | 1949 | comedy,satire,crime,humour
Sunset Boulevard | Billy Wilder | 1950 | noir,dark,tragic,satire
Rashomon | Akira Kurosawa | 1950 | crime,nonlinear,philosophical,historical,mystery
All About Eve | Joseph L. Mankiewicz | 1950 | drama,satire,psychological
Los Olvidados | Luis Buñuel | 1950 | youth,crime,urban,tragic,latin
In a Lonely Place | Nicholas Ray | 1950 | noir,romance,psychological,melancholic
A Streetcar Named Desire | Elia Kazan | 1951 | drama,psychological,tragic,urban
Singin' in the Rain | Gene Kelly and Stanley Donen | 1952 | music,dance,comedy,romance,feel-good
Ikiru | Akira Kurosawa | 1952 | drama,meditative,philosophical,melancholic
High Noon | Fred Zinnemann | 1952 | western,suspense,drama
Tokyo Story | Yasujirō Ozu | 1953 | family,meditative,melancholic,minimalist
Ugetsu | Kenji Mizoguchi | 1953 | supernatural,war,poetic,tragic,historical
The Wages of Fear | Henri-Georges Clouzot | 1953 | thriller,suspense,adventure,road,dark
Roman Holiday | William Wyler | 1953 | romance,comedy,feel-good,love
Seven Samurai | Akira Kurosawa | 1954 | action,epic,historical,martial-arts,war
Rear Window | Alfred Hitchcock | 1954 | suspense,mystery,thriller,urban
On the Waterfront | Elia Kazan | 1954 | drama,crime,political,urban
La Strada | Federico Fellini | 1954 | road,tragic,poetic,drama
Godzilla | Ishirō Honda | 1954 | science-fiction,horror,science,war
Pather Panchali | Satyajit Ray | 1955 | family,coming-of-age,poetic,nature,drama
The Night of the Hunter | Charles Laughton | 1955 | noir,gothic,suspense,religion,dark
Rebel Without a Cause | Nicholas Ray | 1955 | youth,rebellion,drama,school
Rififi | Jules Dassin | 1955 | heist,crime,noir,suspense
The Searchers | John Ford | 1956 | western,journey,epic,dark
A Man Escaped | Robert Bresson | 1956 | minimalist,suspense,war,meditative
Invasion of the Body Snatchers | Don Siegel | 1956 | science-fiction,horror,suspense,political
The Seventh Seal | Ingmar Bergman | 1957 | philosophical,religion,historical,dark
Wild Strawberries | Ingmar Bergman | 1957 | journey,nostalgic,philosophical,melancholic
12 Angry Men | Sidney Lumet | 1957 | drama,crime,political,suspense
Paths of Glory | Stanley Kubrick | 1957 | war,historical,protest,tragic
The Cranes Are Flying | Mikhail Kalatozov | 1957 | war,romance,tragic,poetic
Throne of Blood | Akira Kurosawa | 1957 | historical,tragic,supernatural,war
Pyaasa | Guru Dutt | 1957 | poetic,music,melancholic,romance
Vertigo | Alfred Hitchcock | 1958 | psychological,mystery,romance,suspense,dark
Touch of Evil | Orson Welles | 1958 | noir,crime,thriller,dark
Ashes and Diamonds | Andrzej Wajda | 1958 | war,political,tragic,youth
Mon Oncle | Jacques Tati | 1958 | comedy,satire,family,modernist
Elevator to the Gallows | Louis Malle | 1958 | noir,crime,jazz,suspense
Cairo Station | Youssef Chahine | 1958 | drama,urban,psychological,dark
The 400 Blows | François Truffaut | 1959 | coming-of-age,youth,new-wave,school,rebellion
Hiroshima mon amour | Alain Resnais | 1959 | love,war,nonlinear,poetic,modernist
Some Like It Hot | Billy Wilder | 1959 | comedy,romance,crime,jazz,humour
North by Northwest | Alfred Hitchcock | 1959 | spy,thriller,adventure,suspense
Black Orpheus | Marcel Camus | 1959 | mythology,music,latin,love,tragic
Ben-Hur | William Wyler | 1959 | epic,historical,religion,action
Breathless | Jean-Luc Godard | 1960 | crime,new-wave,romance,rebellion,jazz
L'Avventura | Michelangelo Antonioni | 1960 | mystery,modernist,art-house,melancholic
La Dolce Vita | Federico Fellini | 1960 | satire,urban,art-house,philosophical
Psycho | Alfred Hitchcock | 1960 | horror,thriller,psychological,suspense
The Apartment | Billy Wilder | 1960 | comedy,romance,melancholic,urban
Eyes Without a Face | Georges Franju | 1960 | horror,poetic,science,dark
The Housemaid | Kim Ki-young | 1960 | thriller,psychological,family,dark
Last Year at Marienbad | Alain Resnais | 1961 | experimental,nonlinear,surreal,modernist,mystery
Viridiana | Luis Buñuel | 1961 | satire,religion,surreal,dark
West Side Story | Robert Wise and Jerome Robbins | 1961 | music,dance,love,immigrant,tragic,youth
Breakfast at Tiffany's | Blake Edwards | 1961 | romance,comedy,urban,nostalgic
Yojimbo | Akira Kurosawa | 1961 | action,martial-arts,historical,humour
Lawrence of Arabia | David Lean | 1962 | epic,war,historical,biography,adventure
Cléo from 5 to 7 | Agnès Varda | 1962 | new-wave,urban,philosophical,music
Jules and Jim | François Truffaut | 1962 | love,new-wave,romance,tragic
La Jetée | Chris Marker | 1962 | science-fiction,experimental,nonlinear,dystopia,melancholic
Harakiri | Masaki Kobayashi | 1962 | historical,tragic,protest,martial-arts
To Kill a Mockingbird | Robert Mulligan | 1962 | coming-of-age,family,protest,drama
The Manchurian Candidate | John Frankenheimer | 1962 | political,thriller,spy,psychological
8½ | Federico Fellini | 1963 | surreal,art-house,philosophical,nonlinear
The Leopard | Luchino Visconti | 1963 | historical,epic,nostalgic,political
The Birds | Alfred Hitchcock | 1963 | horror,suspense,nature
Charade | Stanley Donen | 1963 | spy,comedy,romance,mystery
The Great Escape | John Sturges | 1963 | war,adventure,action,historical
Dr. Strangelove | Stanley Kubrick | 1964 | satire,comedy,war,political,dark
I Am Cuba | Mikhail Kalatozov | 1964 | political,rebellion,poetic,latin
Woman in the Dunes | Hiroshi Teshigahara | 1964 | philosophical,surreal,psychological,nature
The Umbrellas of Cherbourg | Jacques Demy | 1964 | music,romance,love,melancholic
A Hard Day's Night | Richard Lester | 1964 | music,comedy,pop,rock,youth
Goldfinger | Guy Hamilton | 1964 | spy,action,adventure,heist
Mary Poppins | Robert Stevenson | 1964 | family,fantasy,music,feel-good
Black God, White Devil | Glauber Rocha | 1964 | western,religion,political,rebellion,latin
Charulata | Satyajit Ray | 1964 | romance,love,poetic,historical
Alphaville | Jean-Luc Godard | 1965 | science-fiction,dystopia,noir,new-wave
Pierrot le Fou | Jean-Luc Godard | 1965 | new-wave,road,love,rebellion,experimental
Repulsion | Roman Polanski | 1965 | horror,psychological,dark
The Sound of Music | Robert Wise | 1965 | music,family,feel-good,historical
Doctor Zhivago | David Lean | 1965 | epic,romance,historical,war,love
The Spy Who Came in from the Cold | Martin Ritt | 1965 | spy,thriller,political,dark
Closely Watched Trains | Jiří Menzel | 1966 | coming-of-age,war,humour,comedy
Persona | Ingmar Bergman | 1966 | psychological,art-house,experimental,minimalist
The Battle of Algiers | Gillo Pontecorvo | 1966 | political,rebellion,war,historical,protest
Andrei Rublev | Andrei Tarkovsky | 1966 | historical,religion,epic,meditative,biography
Blow-Up | Michelangelo Antonioni | 1966 | mystery,art-house,modernist,youth
The Good, the Bad and the Ugly | Sergio Leone | 1966 | western,epic,adventure,soundtrack
Daisies | Věra Chytilová | 1966 | experimental,rebellion,surreal,satire,youth
Black Girl | Ousmane Sembène | 1966 | immigrant,political,tragic,drama
Au hasard Balthazar | Robert Bresson | 1966 | minimalist,religion,tragic,nature
Bonnie and Clyde | Arthur Penn | 1967 | crime,road,rebellion,tragic,love
The Graduate | Mike Nichols | 1967 | comedy,coming-of-age,folk,romance,rebellion
Playtime | Jacques Tati | 1967 | comedy,satire,urban,modernist
Le Samouraï | Jean-Pierre Melville | 1967 | crime,noir,minimalist,suspense
Belle de Jour | Luis Buñuel | 1967 | surreal,psychological,drama,art-house
2001: A Space Odyssey | Stanley Kubrick | 1968 | science-fiction,space,philosophical,epic,classical,meditative
Once Upon a Time in the West | Sergio Leone | 1968 | western,epic,soundtrack,melancholic
Night of the Living Dead | George A. Romero | 1968 | horror,supernatural,political,suspense
Rosemary's Baby | Roman Polanski | 1968 | horror,supernatural,psychological,suspense,urban
Planet of the Apes | Franklin J. Schaffner | 1968 | science-fiction,dystopia,adventure,space
Memories of Underdevelopment | Tomás Gutiérrez Alea | 1968 | political,essay,latin,philosophical
If.... | Lindsay Anderson | 1968 | school,rebellion,satire,youth,surreal
Yellow Submarine | George Dunning | 1968 | animation,psychedelic,music,rock,fantasy
The Color of Pomegranates | Sergei Parajanov | 1969 | poetic,experimental,biography,art-house
Easy Rider | Dennis Hopper | 1969 | road,rebellion,rock,psychedelic,tragic
Midnight Cowboy | John Schlesinger | 1969 | drama,urban,melancholic,tragic
Butch Cassidy and the Sundance Kid | George Roy Hill | 1969 | western,heist,comedy,adventure
Z | Costa-Gavras | 1969 | political,thriller,protest,crime
Kes | Ken Loach | 1969 | coming-of-age,school,nature,melancholic
Army of Shadows | Jean-Pierre Melville | 1969 | war,thriller,historical,dark,melancholic
The Conformist | Bernardo Bertolucci | 1970 | political,psychological,historical,art-house
Woodstock | Michael Wadleigh | 1970 | music,live,rock,folk,youth,protest
Walkabout | Nicolas Roeg | 1971 | nature,journey,youth,coming-of-age
A Clockwork Orange | Stanley Kubrick | 1971 | dystopia,satire,crime,youth,dark
McCabe & Mrs. Miller | Robert Altman | 1971 | western,melancholic,folk,romance
Harold and Maude | Hal Ashby | 1971 | comedy,romance,dark,folk,philosophical
Shaft | Gordon Parks | 1971 | crime,action,soul,funk,urban
The French Connection | William Friedkin | 1971 | crime,thriller,action,urban
The Godfather | Francis Ford Coppola | 1972 | crime,family,epic,immigrant,tragic
Solaris | Andrei Tarkovsky | 1972 | science-fiction,space,philosophical,meditative,love
Aguirre, the Wrath of God | Werner Herzog | 1972 | journey,historical,nature,dark,adventure
Cabaret | Bob Fosse | 1972 | music,dance,political,historical,romance
The Discreet Charm of the Bourgeoisie | Luis Buñuel | 1972 | surreal,satire,comedy,art-house
Cries and Whispers | Ingmar Bergman | 1972 | family,psychological,tragic,art-house
The Harder They Come | Perry Henzell | 1972 | reggae,music,crime,rebellion
Badlands | Terrence Malick | 1973 | crime,road,youth,poetic,nature
The Exorcist | William Friedkin | 1973 | horror,supernatural,religion,psychological
The Wicker Man | Robin Hardy | 1973 | horror,folk,religion,mystery
Don't Look Now | Nicolas Roeg | 1973 | supernatural,psychological,nonlinear,horror,melancholic
Mean Streets | Martin Scorsese | 1973 | crime,urban,rock,religion
The Spirit of the Beehive | Víctor Erice | 1973 | coming-of-age,poetic,political,meditative
Enter the Dragon | Robert Clouse | 1973 | martial-arts,action,spy
Fantastic Planet | René Laloux | 1973 | animation,science-fiction,surreal,psychedelic,rebellion
The Sting | George Roy Hill | 1973 | heist,comedy,crime,nostalgic
Touki Bouki | Djibril Diop Mambéty | 1973 | road,youth,rebellion,experimental
Amarcord | Federico Fellini | 1973 | nostalgic,coming-of-age,comedy,satire
The Holy Mountain | Alejandro Jodorowsky | 1973 | surreal,psychedelic,religion,experimental,satire
Chinatown | Roman Polanski | 1974 | noir,crime,mystery,tragic,political
The Conversation | Francis Ford Coppola | 1974 | thriller,psychological,suspense,jazz
Ali: Fear Eats the Soul | Rainer Werner Fassbinder | 1974 | love,immigrant,drama,melancholic
A Woman Under the Influence | John Cassavetes | 1974 | drama,family,psychological,indie
Young Frankenstein | Mel Brooks | 1974 | comedy,humour,gothic,satire
Jaws | Steven Spielberg | 1975 | thriller,horror,adventure,nature,suspense
Barry Lyndon | Stanley Kubrick | 1975 | historical,epic,satire,classical
Jeanne Dielman, 23 quai du Commerce, 1080 Bruxelles | Chantal Akerman | 1975 | minimalist,art-house,experimental,meditative
Mirror | Andrei Tarkovsky | 1975 | poetic,nonlinear,nostalgic,meditative,art-house
Picnic at Hanging Rock | Peter Weir | 1975 | mystery,school,nature,poetic,historical
Nashville | Robert Altman | 1975 | country,music,satire,political
One Flew Over the Cuckoo's Nest | Miloš Forman | 1975 | drama,rebellion,psychological,tragic
Monty Python and the Holy Grail | Terry Gilliam and Terry Jones | 1975 | comedy,humour,satire,mythology,surreal
Dog Day Afternoon | Sidney Lumet | 1975 | heist,crime,urban,drama
Sholay | Ramesh Sippy | 1975 | action,adventure,western,epic,music
The Rocky Horror Picture Show | Jim Sharman | 1975 | music,rock,comedy,horror,rebellion
Taxi Driver | Martin Scorsese | 1976 | urban,psychological,dark,crime,jazz
Network | Sidney Lumet | 1976 | satire,political,drama,protest
All the President's Men | Alan J. Pakula | 1976 | political,thriller,historical,mystery
Rocky | John G. Avildsen | 1976 | sport,drama,romance,feel-good
Star Wars | George Lucas | 1977 | science-fiction,space,adventure,fantasy,rebellion,soundtrack
Annie Hall | Woody Allen | 1977 | comedy,romance,urban,nostalgic
Close Encounters of the Third Kind | Steven Spielberg | 1977 | science-fiction,space,family,mystery
Eraserhead | David Lynch | 1977 | surreal,horror,experimental,dark
Suspiria | Dario Argento | 1977 | horror,supernatural,dance,gothic
Saturday Night Fever | John Badham | 1977 | dance,music,youth,urban
House | Nobuhiko Obayashi | 1977 | horror,surreal,comedy,psychedelic
Killer of Sheep | Charles Burnett | 1978 | urban,family,poetic,blues,indie
The Deer Hunter | Michael Cimino | 1978 | war,tragic,epic,drama
Days of Heaven | Terrence Malick | 1978 | poetic,nature,love,historical,tragic
Halloween | John Carpenter | 1978 | horror,suspense,youth,soundtrack
The Last Waltz | Martin Scorsese | 1978 | music,live,rock,folk,nostalgic
Watership Down | Martin Rosen | 1978 | animation,adventure,nature,mythology,dark
Alien | Ridley Scott | 1979 | science-fiction,horror,space,suspense
Apocalypse Now | Francis Ford Coppola | 1979 | war,journey,psychedelic,dark,epic
Stalker | Andrei Tarkovsky | 1979 | science-fiction,philosophical,meditative,journey,dystopia
Mad Max | George Miller | 1979 | dystopia,action,road,dark
Monty Python's Life of Brian | Terry Jones | 1979 | comedy,satire,religion,humour,historical
The Tin Drum | Volker Schlöndorff | 1979 | magical-realism,war,satire,historical
Quadrophenia | Franc Roddam | 1979 | youth,rebellion,rock,music,coming-of-age
Being There | Hal Ashby | 1979 | satire,comedy,political,philosophical
The Shining | Stanley Kubrick | 1980 | horror,supernatural,psychological,family
Raging Bull | Martin Scorsese | 1980 | sport,biography,tragic,drama
The Empire Strikes Back | Irvin Kershner | 1980 | science-fiction,space,adventure,rebellion,fantasy
The Elephant Man | David Lynch | 1980 | biography,historical,tragic,drama
The Blues Brothers | John Landis | 1980 | comedy,music,blues,soul,road
Raiders of the Lost Ark | Steven Spielberg | 1981 | adventure,action,historical,supernatural
Das Boot | Wolfgang Petersen | 1981 | war,suspense,historical,drama
Possession | Andrzej Żuławski | 1981 | horror,psychological,surreal,love
Blade Runner | Ridley Scott | 1982 | science-fiction,dystopia,noir,philosophical,urban,electronic
E.T. the Extra-Terrestrial | Steven Spielberg | 1982 | science-fiction,family,coming-of-age,feel-good
The Thing | John Carpenter | 1982 | horror,science-fiction,suspense,dark
Fanny and Alexander | Ingmar Bergman | 1982 | family,coming-of-age,historical,magical-realism
Fitzcarraldo | Werner Herzog | 1982 | adventure,journey,nature,classical,historical
Pink Floyd – The Wall | Alan Parker | 1982 | music,rock,psychedelic,rebellion,animation,psychological
Koyaanisqatsi | Godfrey Reggio | 1982 | experimental,minimalist,nature,urban,meditative,soundtrack
Videodrome | David Cronenberg | 1983 | horror,science-fiction,surreal,dystopia,psychological
Local Hero | Bill Forsyth | 1983 | comedy,feel-good,nature,humour
Sans Soleil | Chris Marker | 1983 | essay,journey,philosophical,experimental,nostalgic
Paris, Texas | Wim Wenders | 1984 | road,melancholic,family,blues,journey
Amadeus | Miloš Forman | 1984 | biography,classical,music,historical,tragic
Stop Making Sense | Jonathan Demme | 1984 | music,live,new-wave,dance,funk
Once Upon a Time in America | Sergio Leone | 1984 | crime,epic,nostalgic,immigrant,nonlinear
This Is Spinal Tap | Rob Reiner | 1984 | comedy,satire,music,metal,rock
The Terminator | James Cameron | 1984 | science-fiction,action,dystopia,thriller
Ghostbusters | Ivan Reitman | 1984 | comedy,supernatural,fantasy,urban
Nausicaä of the Valley of the Wind | Hayao Miyazaki | 1984 | animation,fantasy,nature,dystopia,adventure
Stranger Than Paradise | Jim Jarmusch | 1984 | indie,minimalist,road,immigrant,comedy
Repo Man | Alex Cox | 1984 | punk,comedy,science-fiction,satire,youth
Brazil | Terry Gilliam | 1985 | dystopia,satire,surreal,science-fiction,dark
Ran | Akira Kurosawa | 1985 | epic,war,tragic,historical,family
Back to the Future | Robert Zemeckis | 1985 | science-fiction,comedy,adventure,school,nostalgic
Come and See | Elem Klimov | 1985 | war,coming-of-age,tragic,dark
The Breakfast Club | John Hughes | 1985 | school,youth,coming-of-age,rebellion,comedy
Tampopo | Juzo Itami | 1985 | comedy,humour,feel-good,western
Vagabond | Agnès Varda | 1985 | road,tragic,rebellion,art-house
The Official Story | Luis Puenzo | 1985 | political,historical,family,latin
Blue Velvet | David Lynch | 1986 | mystery,noir,surreal,dark,psychological
Stand by Me | Rob Reiner | 1986 | coming-of-age,youth,journey,nostalgic
Platoon | Oliver Stone | 1986 | war,historical,tragic,dark
Aliens | James Cameron | 1986 | science-fiction,action,space,horror
The Name of the Rose | Jean-Jacques Annaud | 1986 | mystery,historical,religion,crime
A Better Tomorrow | John Woo | 1986 | action,crime,martial-arts,tragic
Wings of Desire | Wim Wenders | 1987 | poetic,fantasy,love,urban,post-punk,meditative
Withnail and I | Bruce Robinson | 1987 | comedy,humour,melancholic,nostalgic
Full Metal Jacket | Stanley Kubrick | 1987 | war,dark,satire,psychological
The Princess Bride | Rob Reiner | 1987 | fantasy,comedy,romance,adventure,family
RoboCop | Paul Verhoeven | 1987 | science-fiction,action,satire,dystopia,crime
Dirty Dancing | Emile Ardolino | 1987 | dance,romance,music,coming-of-age,nostalgic
Babette's Feast | Gabriel Axel | 1987 | religion,meditative,drama,feel-good
Where Is the Friend's House? | Abbas Kiarostami | 1987 | youth,school,journey,minimalist,poetic
Yeelen | Souleymane Cissé | 1987 | mythology,fantasy,journey,supernatural
Akira | Katsuhiro Otomo | 1988 | animation,science-fiction,dystopia,youth,rebellion
My Neighbour Totoro | Hayao Miyazaki | 1988 | animation,family,fantasy,nature,feel-good
Grave of the Fireflies | Isao Takahata | 1988 | animation,war,tragic,family
Die Hard | John McTiernan | 1988 | action,thriller,heist,suspense
Cinema Paradiso | Giuseppe Tornatore | 1988 | nostalgic,coming-of-age,love,melancholic
Women on the Verge of a Nervous Breakdown | Pedro Almodóvar | 1988 | comedy,romance,satire,urban
Do the Right Thing | Spike Lee | 1989 | urban,protest,hip-hop,political,drama
Dead Poets Society | Peter Weir | 1989 | school,coming-of-age,poetic,rebellion,youth
When Harry Met Sally... | Rob Reiner | 1989 | romance,comedy,love,urban,feel-good
A City of Sadness | Hou Hsiao-hsien | 1989 | historical,family,political,melancholic
Goodfellas | Martin Scorsese | 1990 | crime,biography,rock,urban
Close-Up | Abbas Kiarostami | 1990 | experimental,philosophical,drama,art-house
Edward Scissorhands | Tim Burton | 1990 | fantasy,romance,gothic,melancholic
The Silence of the Lambs | Jonathan Demme | 1991 | thriller,horror,crime,psychological
Thelma & Louise | Ridley Scott | 1991 | road,rebellion,crime,tragic
A Brighter Summer Day | Edward Yang | 1991 | coming-of-age,youth,tragic,epic,rock
Raise the Red Lantern | Zhang Yimou | 1991 | historical,drama,tragic,family
Boyz n the Hood | John Singleton | 1991 | urban,coming-of-age,hip-hop,crime,tragic
The Commitments | Alan Parker | 1991 | music,soul,comedy,youth,feel-good
Delicatessen | Marc Caro and Jean-Pierre Jeunet | 1991 | comedy,dystopia,surreal,dark
The Double Life of Véronique | Krzysztof Kieślowski | 1991 | poetic,art-house,classical,supernatural,melancholic
Terminator 2: Judgment Day | James Cameron | 1991 | science-fiction,action,dystopia,adventure
Reservoir Dogs | Quentin Tarantino | 1992 | heist,crime,nonlinear,dark
Unforgiven | Clint Eastwood | 1992 | western,dark,melancholic,tragic
Malcolm X | Spike Lee | 1992 | biography,political,religion,epic,protest
Orlando | Sally Potter | 1992 | historical,magical-realism,philosophical,poetic
Schindler's List | Steven Spielberg | 1993 | war,historical,tragic,biography
Groundhog Day | Harold Ramis | 1993 | comedy,romance,fantasy,philosophical,feel-good
Jurassic Park | Steven Spielberg | 1993 | science-fiction,adventure,science,action,suspense
The Piano | Jane Campion | 1993 | romance,historical,classical,nature,melancholic
Farewell My Concubine | Chen Kaige | 1993 | epic,historical,tragic,music,love
Three Colours: Blue | Krzysztof Kieślowski | 1993 | melancholic,classical,psychological,art-house
Dazed and Confused | Richard Linklater | 1993 | youth,school,comedy,rock,nostalgic
The Remains of the Day | James Ivory | 1993 | love,historical,melancholic,romance
Pulp Fiction | Quentin Tarantino | 1994 | crime,nonlinear,postmodern,humour,dark
The Shawshank Redemption | Frank Darabont | 1994 | drama,crime,feel-good
The Lion King | Roger Allers and Rob Minkoff | 1994 | animation,family,music,nature,coming-of-age
Chungking Express | Wong Kar-wai | 1994 | romance,urban,melancholic,pop,love
Sátántangó | Béla Tarr | 1994 | meditative,art-house,dark,minimalist
Hoop Dreams | Steve James | 1994 | sport,youth,urban,family
La Haine | Mathieu Kassovitz | 1995 | urban,youth,protest,hip-hop,immigrant,political
Toy Story | John Lasseter | 1995 | animation,family,comedy,adventure
Heat | Michael Mann | 1995 | heist,crime,urban,thriller,melancholic
Seven | David Fincher | 1995 | thriller,crime,dark,mystery
Before Sunrise | Richard Linklater | 1995 | romance,love,indie,journey,youth
Dead Man | Jim Jarmusch | 1995 | western,journey,poetic,surreal,meditative
Twelve Monkeys | Terry Gilliam | 1995 | science-fiction,dystopia,nonlinear,psychological
Underground | Emir Kusturica | 1995 | war,satire,magical-realism,historical,music
Ghost in the Shell | Mamoru Oshii | 1995 | animation,science-fiction,philosophical,dystopia,electronic
Dilwale Dulhania Le Jayenge | Aditya Chopra | 1995 | romance,music,immigrant,family,feel-good
Fargo | Joel and Ethan Coen | 1996 | crime,humour,dark,comedy
Trainspotting | Danny Boyle | 1996 | youth,dark,electronic,rebellion,humour
Breaking the Waves | Lars von Trier | 1996 | love,religion,tragic,drama
Secrets & Lies | Mike Leigh | 1996 | family,drama,urban
Romeo + Juliet | Baz Luhrmann | 1996 | romance,love,tragic,youth,postmodern
Taste of Cherry | Abbas Kiarostami | 1997 | road,philosophical,meditative,minimalist
Princess Mononoke | Hayao Miyazaki | 1997 | animation,fantasy,nature,mythology,epic
L.A. Confidential | Curtis Hanson | 1997 | noir,crime,mystery,historical
Happy Together | Wong Kar-wai | 1997 | love,melancholic,immigrant,romance,latin
Cure | Kiyoshi Kurosawa | 1997 | horror,psychological,mystery,crime
Gattaca | Andrew Niccol | 1997 | science-fiction,dystopia,science,space
Life Is Beautiful | Roberto Benigni | 1997 | war,comedy,family,tragic
Perfect Blue | Satoshi Kon | 1997 | animation,psychological,thriller,pop,dark
The Big Lebowski | Joel and Ethan Coen | 1998 | comedy,humour,noir,postmodern
Run Lola Run | Tom Tykwer | 1998 | thriller,electronic,urban,experimental,love
The Truman Show | Peter Weir | 1998 | satire,dystopia,philosophical,comedy
The Thin Red Line | Terrence Malick | 1998 | war,poetic,philosophical,nature
Central Station | Walter Salles | 1998 | road,journey,drama,latin,family
Festen | Thomas Vinterberg | 1998 | family,dark,drama,indie
Ring | Hideo Nakata | 1998 | horror,supernatural,mystery,suspense
Velvet Goldmine | Todd Haynes | 1998 | music,rock,nonlinear,rebellion,nostalgic
The Matrix | The Wachowskis | 1999 | science-fiction,action,dystopia,philosophical,martial-arts
Fight Club | David Fincher | 1999 | satire,dark,psychological,rebellion
Being John Malkovich | Spike Jonze | 1999 | surreal,comedy,postmodern,philosophical
All About My Mother | Pedro Almodóvar | 1999 | drama,family,melancholic,love
The Straight Story | David Lynch | 1999 | road,journey,meditative,family,country
Beau Travail | Claire Denis | 1999 | poetic,dance,art-house,war
Buena Vista Social Club | Wim Wenders | 1999 | music,latin,live,nostalgic,feel-good
The Iron Giant | Brad Bird | 1999 | animation,science-fiction,family,coming-of-age
Ghost Dog: The Way of the Samurai | Jim Jarmusch | 1999 | crime,hip-hop,martial-arts,philosophical,indie
In the Mood for Love | Wong Kar-wai | 2000 | romance,love,melancholic,nostalgic,poetic
Yi Yi | Edward Yang | 2000 | family,urban,meditative,philosophical
Crouching Tiger, Hidden Dragon | Ang Lee | 2000 | martial-arts,romance,action,fantasy,historical
Memento | Christopher Nolan | 2000 | nonlinear,thriller,mystery,psychological
Amores perros | Alejandro González Iñárritu | 2000 | urban,crime,nonlinear,latin,tragic
O Brother, Where Art Thou? | Joel and Ethan Coen | 2000 | comedy,folk,country,road,mythology
Almost Famous | Cameron Crowe | 2000 | music,rock,coming-of-age,nostalgic,road
Dancer in the Dark | Lars von Trier | 2000 | music,tragic,immigrant,drama
Battle Royale | Kinji Fukasaku | 2000 | dystopia,youth,school,action,dark
High Fidelity | Stephen Frears | 2000 | comedy,romance,music,indie
Spirited Away | Hayao Miyazaki | 2001 | animation,fantasy,coming-of-age,supernatural,mythology
Mulholland Drive | David Lynch | 2001 | surreal,mystery,noir,psychological,nonlinear
Amélie | Jean-Pierre Jeunet | 2001 | romance,comedy,feel-good,urban,magical-realism
Y tu mamá también | Alfonso Cuarón | 2001 | road,coming-of-age,youth,latin,political
The Lord of the Rings: The Fellowship of the Ring | Peter Jackson | 2001 | fantasy,epic,adventure,journey,mythology
Donnie Darko | Richard Kelly | 2001 | science-fiction,youth,school,psychological,new-wave
Monsoon Wedding | Mira Nair | 2001 | family,romance,comedy,music
The Royal Tenenbaums | Wes Anderson | 2001 | family,comedy,melancholic,indie
Lagaan | Ashutosh Gowariker | 2001 | sport,historical,music,epic,rebellion
Atanarjuat: The Fast Runner | Zacharias Kunuk | 2001 | mythology,epic,nature,historical
City of God | Fernando Meirelles and Kátia Lund | 2002 | crime,urban,youth,latin,coming-of-age
Talk to Her | Pedro Almodóvar | 2002 | love,melancholic,dance,drama
The Pianist | Roman Polanski | 2002 | war,classical,historical,biography,tragic
28 Days Later | Danny Boyle | 2002 | horror,dystopia,suspense,science-fiction
24 Hour Party People | Michael Winterbottom | 2002 | music,post-punk,electronic,comedy,biography
Oldboy | Park Chan-wook | 2003 | thriller,mystery,dark,tragic,action
Lost in Translation | Sofia Coppola | 2003 | melancholic,romance,urban,indie,ambient
Finding Nemo | Andrew Stanton | 2003 | animation,family,journey,nature,adventure
School of Rock | Richard Linklater | 2003 | comedy,music,rock,school,feel-good
The Triplets of Belleville | Sylvain Chomet | 2003 | animation,jazz,comedy,surreal,nostalgic
Good Bye, Lenin! | Wolfgang Becker | 2003 | comedy,family,political,nostalgic,satire
Spring, Summer, Fall, Winter... and Spring | Kim Ki-duk | 2003 | meditative,religion,nature,philosophical
Memories of Murder | Bong Joon-ho | 2003 | crime,mystery,thriller,dark,satire
Eternal Sunshine of the Spotless Mind | Michel Gondry | 2004 | science-fiction,romance,love,nonlinear,melancholic
The Motorcycle Diaries | Walter Salles | 2004 | road,journey,biography,latin,political,youth
Moolaadé | Ousmane Sembène | 2004 | protest,political,drama,rebellion
Shaun of the Dead | Edgar Wright | 2004 | comedy,horror,humour,satire
Kung Fu Hustle | Stephen Chow | 2004 | martial-arts,comedy,action,fantasy
Head-On | Fatih Akin | 2004 | immigrant,love,punk,rebellion,drama
Brokeback Mountain | Ang Lee | 2005 | romance,love,western,tragic,nature
Pan's Labyrinth | Guillermo del Toro | 2006 | fantasy,war,dark,mythology,coming-of-age
Children of Men | Alfonso Cuarón | 2006 | dystopia,science-fiction,thriller,political,immigrant
The Lives of Others | Florian Henckel von Donnersmarck | 2006 | spy,political,drama,historical,suspense
Little Miss Sunshine | Jonathan Dayton and Valerie Faris | 2006 | comedy,family,road,indie,feel-good
Paprika | Satoshi Kon | 2006 | animation,science-fiction,surreal,psychological
This Is England | Shane Meadows | 2006 | youth,coming-of-age,reggae,political,punk
No Country for Old Men | Joel and Ethan Coen | 2007 | crime,thriller,western,dark,suspense
There Will Be Blood | Paul Thomas Anderson | 2007 | historical,epic,dark,religion,psychological
Zodiac | David Fincher | 2007 | crime,mystery,thriller,historical
4 Months, 3 Weeks and 2 Days | Cristian Mungiu | 2007 | drama,political,suspense,minimalist
Persepolis | Marjane Satrapi and Vincent Paronnaud | 2007 | animation,coming-of-age,political,biography,immigrant,rebellion
Ratatouille | Brad Bird | 2007 | animation,comedy,family,feel-good
Control | Anton Corbijn | 2007 | music,post-punk,biography,melancholic,tragic
The Band's Visit | Eran Kolirin | 2007 | comedy,music,melancholic,journey
Waltz with Bashir | Ari Folman | 2008 | animation,war,biography,psychological
The Dark Knight | Christopher Nolan | 2008 | action,crime,dark,thriller
WALL-E | Andrew Stanton | 2008 | animation,science-fiction,space,dystopia,romance,family
Let the Right One In | Tomas Alfredson | 2008 | horror,supernatural,youth,romance,melancholic
In Bruges | Martin McDonagh | 2008 | crime,comedy,dark,humour,melancholic
Still Walking | Hirokazu Kore-eda | 2008 | family,meditative,melancholic,drama
District 9 | Neill Blomkamp | 2009 | science-fiction,action,political,immigrant,satire
Moon | Duncan Jones | 2009 | science-fiction,space,psychological,melancholic
The Secret in Their Eyes | Juan José Campanella | 2009 | crime,mystery,romance,latin,political
Dogtooth | Yorgos Lanthimos | 2009 | surreal,family,dark,satire,art-house
Samson and Delilah | Warwick Thornton | 2009 | love,youth,tragic,minimalist
Inception | Christopher Nolan | 2010 | science-fiction,heist,action,psychological,thriller
The Social Network | David Fincher | 2010 | biography,drama,electronic,science
Uncle Boonmee Who Can Recall His Past Lives | Apichatpong Weerasethakul | 2010 | supernatural,meditative,nature,art-house,religion
Black Swan | Darren Aronofsky | 2010 | dance,psychological,horror,classical
Four Lions | Chris Morris | 2010 | satire,comedy,political,religion,dark
A Separation | Asghar Farhadi | 2011 | family,drama,religion,suspense
Drive | Nicolas Winding Refn | 2011 | crime,noir,electronic,heist,minimalist
Melancholia | Lars von Trier | 2011 | science-fiction,melancholic,psychological,art-house
The Tree of Life | Terrence Malick | 2011 | poetic,family,philosophical,religion,coming-of-age
Tinker Tailor Soldier Spy | Tomas Alfredson | 2011 | spy,mystery,thriller,melancholic
The Act of Killing | Joshua Oppenheimer | 2012 | political,historical,surreal,dark
Holy Motors | Leos Carax | 2012 | surreal,experimental,art-house,postmodern
Moonrise Kingdom | Wes Anderson | 2012 | coming-of-age,romance,youth,nature,comedy
Searching for Sugar Man | Malik Bendjelloul | 2012 | music,folk,biography,mystery,feel-good
Wadjda | Haifaa al-Mansour | 2012 | coming-of-age,rebellion,school,feel-good
Her | Spike Jonze | 2013 | science-fiction,romance,love,melancholic,urban
Inside Llewyn Davis | Joel and Ethan Coen | 2013 | folk,music,melancholic,journey
Under the Skin | Jonathan Glazer | 2013 | science-fiction,horror,surreal,minimalist,soundtrack
Ida | Paweł Pawlikowski | 2013 | religion,road,historical,jazz,minimalist
Snowpiercer | Bong Joon-ho | 2013 | dystopia,science-fiction,action,rebellion,political
The Great Beauty | Paolo Sorrentino | 2013 | satire,urban,philosophical,nostalgic,art-house
12 Years a Slave | Steve McQueen | 2013 | historical,biography,tragic,drama
Interstellar | Christopher Nolan | 2014 | science-fiction,space,family,science,epic
Boyhood | Richard Linklater | 2014 | coming-of-age,family,indie,nostalgic
The Grand Budapest Hotel | Wes Anderson | 2014 | comedy,heist,nostalgic,adventure,humour
Whiplash | Damien Chazelle | 2014 | music,jazz,psychological,school,drama
Timbuktu | Abderrahmane Sissako | 2014 | political,religion,poetic,music,tragic
What We Do in the Shadows | Taika Waititi and Jemaine Clement | 2014 | comedy,humour,supernatural,satire
The Babadook | Jennifer Kent | 2014 | horror,psychological,family,supernatural
A Girl Walks Home Alone at Night | Ana Lily Amirpour | 2014 | horror,western,romance,indie,supernatural
Song of the Sea | Tomm Moore | 2014 | animation,mythology,family,folk,melancholic
Mad Max: Fury Road | George Miller | 2015 | action,dystopia,road,rebellion
The Lobster | Yorgos Lanthimos | 2015 | dystopia,satire,love,surreal,comedy
Son of Saul | László Nemes | 2015 | war,historical,tragic,religion
Embrace of the Serpent | Ciro Guerra | 2015 | journey,nature,latin,psychedelic,historical
The Witch | Robert Eggers | 2015 | horror,folk,religion,historical,supernatural
Moonlight | Barry Jenkins | 2016 | coming-of-age,love,poetic,urban,melancholic
Arrival | Denis Villeneuve | 2016 | science-fiction,philosophical,science,nonlinear,melancholic
La La Land | Damien Chazelle | 2016 | music,romance,dance,jazz,nostalgic
The Handmaiden | Park Chan-wook | 2016 | thriller,romance,historical,heist,gothic
Toni Erdmann | Maren Ade | 2016 | comedy,family,humour,melancholic
Train to Busan | Yeon Sang-ho | 2016 | horror,action,suspense,family
Your Name | Makoto Shinkai | 2016 | animation,romance,fantasy,youth,supernatural
Paterson | Jim Jarmusch | 2016 | poetic,meditative,urban,love
Get Out | Jordan Peele | 2017 | horror,satire,political,suspense
Lady Bird | Greta Gerwig | 2017 | coming-of-age,school,family,comedy,youth
Blade Runner 2049 | Denis Villeneuve | 2017 | science-fiction,dystopia,noir,philosophical,melancholic
Coco | Lee Unkrich | 2017 | animation,family,music,latin,supernatural
The Florida Project | Sean Baker | 2017 | youth,family,indie,drama
Roma | Alfonso Cuarón | 2018 | family,nostalgic,latin,meditative,political
Shoplifters | Hirokazu Kore-eda | 2018 | family,crime,melancholic,drama
Burning | Lee Chang-dong | 2018 | mystery,psychological,thriller,melancholic
Cold War | Paweł Pawlikowski | 2018 | romance,folk,jazz,music,historical,love
Spider-Man: Into the Spider-Verse | Bob Persichetti, Peter Ramsey and Rodney Rothman | 2018 | animation,action,hip-hop,coming-of-age,adventure
Capernaum | Nadine Labaki | 2018 | drama,youth,immigrant,urban,tragic
Parasite | Bong Joon-ho | 2019 | satire,thriller,family,dark,comedy
Portrait of a Lady on Fire | Céline Sciamma | 2019 | romance,love,historical,art-house,melancholic
Bacurau | Kleber Mendonça Filho and Juliano Dornelles | 2019 | western,political,rebellion,latin,thriller
Atlantics | Mati Diop | 2019 | supernatural,romance,immigrant,poetic
The Lighthouse | Robert Eggers | 2019 | horror,psychological,surreal,mythology,dark
Nomadland | Chloé Zhao | 2020 | road,nature,melancholic,meditative
Another Round | Thomas Vinterberg | 2020 | drama,comedy,school,philosophical
Drive My Car | Ryusuke Hamaguchi | 2021 | meditative,road,melancholic,love
Dune | Denis Villeneuve | 2021 | science-fiction,epic,space,political,religion
Summer of Soul | Questlove | 2021 | music,live,soul,protest,r-and-b
The Worst Person in the World | Joachim Trier | 2021 | romance,comedy,melancholic,coming-of-age
Everything Everywhere All at Once | Daniel Kwan and Daniel Scheinert | 2022 | science-fiction,comedy,family,martial-arts,immigrant,surreal
Aftersun | Charlotte Wells | 2022 | family,nostalgic,melancholic,coming-of-age
The Banshees of Inisherin | Martin McDonagh | 2022 | comedy,dark,folk,tragic,humour
Past Lives | Celine Song | 2023 | romance,immigrant,love,melancholic
Oppenheimer | Christopher Nolan | 2023 | biography,historical,science,political,epic
Perfect Days | Wim Wenders | 2023 | meditative,urban,minimalist,music
The Boy and the Heron | Hayao Miyazaki | 2023 | animation,fantasy,coming-of-age,supernatural,war
Poor Things | Yorgos Lanthimos | 2023 | surreal,comedy,science-fiction,gothic,satire
Flow | Gints Zilbalodis | 2024 | animation,nature,adventure,journey
All We Imagine as Light | Payal Kapadia | 2024 | urban,poetic,love,melancholic
`;
