/**
 * Albums of the built-in catalogue, oldest first. One album a line: `title | artist | year of first release | tags`.
 * Tags come from the vocabulary that films, books and albums share.
 */
export const ALBUMS: string = `\
Chet Baker Sings | Chet Baker | 1954 | jazz,love,melancholic,romance
Clifford Brown & Max Roach | Clifford Brown and Max Roach | 1954 | jazz,urban,feel-good
In the Wee Small Hours | Frank Sinatra | 1955 | jazz,pop,melancholic,love,urban
Ella Fitzgerald Sings the Cole Porter Song Book | Ella Fitzgerald | 1956 | jazz,pop,romance,humour
Songs for Swingin' Lovers! | Frank Sinatra | 1956 | jazz,pop,romance,feel-good
Elvis Presley | Elvis Presley | 1956 | rock,country,youth,rebellion
Calypso | Harry Belafonte | 1956 | folk,world,feel-good,dance
Ellington at Newport | Duke Ellington | 1956 | jazz,live,dance
Bach: The Goldberg Variations | Glenn Gould | 1956 | classical,meditative,minimalist
Three Ragas | Ravi Shankar | 1956 | world,classical,meditative,journey
Odetta Sings Ballads and Blues | Odetta | 1956 | folk,blues,protest,historical
Saxophone Colossus | Sonny Rollins | 1957 | jazz,urban,noir
Brilliant Corners | Thelonious Monk | 1957 | jazz,experimental,modernist,humour
Birth of the Cool | Miles Davis | 1957 | jazz,modernist,urban
Here's Little Richard | Little Richard | 1957 | rock,r-and-b,dance,youth
The "Chirping" Crickets | The Crickets | 1957 | rock,pop,youth,love
Exotica | Martin Denny | 1957 | world,jazz,surreal,nostalgic
Blue Train | John Coltrane | 1958 | jazz,blues,urban,noir
Lady in Satin | Billie Holiday | 1958 | jazz,love,tragic,melancholic
Somethin' Else | Cannonball Adderley | 1958 | jazz,blues,love
Ascenseur pour l'échafaud | Miles Davis | 1958 | jazz,soundtrack,noir,crime,urban
Kind of Blue | Miles Davis | 1959 | jazz,meditative,modernist,melancholic
Time Out | The Dave Brubeck Quartet | 1959 | jazz,experimental,modernist,feel-good
Mingus Ah Um | Charles Mingus | 1959 | jazz,blues,political,urban
The Shape of Jazz to Come | Ornette Coleman | 1959 | jazz,experimental,modernist,rebellion
Moanin' | Art Blakey and the Jazz Messengers | 1959 | jazz,blues,soul
Moanin' in the Moonlight | Howlin' Wolf | 1959 | blues,dark,road
The Genius of Ray Charles | Ray Charles | 1959 | soul,jazz,r-and-b,love
Gunfighter Ballads and Trail Songs | Marty Robbins | 1959 | country,western,folk,tragic
Chega de Saudade | João Gilberto | 1959 | latin,jazz,love,melancholic,minimalist
Giant Steps | John Coltrane | 1960 | jazz,modernist,experimental
Sketches of Spain | Miles Davis | 1960 | jazz,classical,world,melancholic
At Newport 1960 | Muddy Waters | 1960 | blues,live,urban
Joan Baez | Joan Baez | 1960 | folk,tragic,protest,love
Miriam Makeba | Miriam Makeba | 1960 | world,folk,jazz,protest
King of the Delta Blues Singers | Robert Johnson | 1961 | blues,road,supernatural,dark,folk
Sunday at the Village Vanguard | Bill Evans Trio | 1961 | jazz,live,meditative,poetic
The Blues and the Abstract Truth | Oliver Nelson | 1961 | jazz,blues,modernist
Showcase | Patsy Cline | 1961 | country,love,melancholic
Modern Sounds in Country and Western Music | Ray Charles | 1962 | soul,country,love,melancholic
Green Onions | Booker T. & the M.G.'s | 1962 | soul,r-and-b,funk,dance
The Freewheelin' Bob Dylan | Bob Dylan | 1963 | folk,protest,poetic,political,road
Live at the Apollo | James Brown | 1963 | soul,live,r-and-b,funk
The Black Saint and the Sinner Lady | Charles Mingus | 1963 | jazz,experimental,dance,epic
Getz/Gilberto | Stan Getz and João Gilberto | 1964 | latin,jazz,romance,nostalgic
Out to Lunch! | Eric Dolphy | 1964 | jazz,experimental,surreal,modernist
Empyrean Isles | Herbie Hancock | 1964 | jazz,modernist,mythology,experimental
It's My Way! | Buffy Sainte-Marie | 1964 | folk,protest,political,war
A Love Supreme | John Coltrane | 1965 | jazz,religion,meditative,epic
Highway 61 Revisited | Bob Dylan | 1965 | rock,folk,road,surreal,satire
Otis Blue | Otis Redding | 1965 | soul,love,r-and-b
Pastel Blues | Nina Simone | 1965 | jazz,blues,soul,protest,dark
Rubber Soul | The Beatles | 1965 | rock,pop,folk,love,nostalgic
A Charlie Brown Christmas | Vince Guaraldi Trio | 1965 | jazz,soundtrack,family,feel-good,nostalgic
Revolver | The Beatles | 1966 | rock,psychedelic,experimental,pop
Pet Sounds | The Beach Boys | 1966 | pop,love,coming-of-age,melancholic,youth
Blonde on Blonde | Bob Dylan | 1966 | rock,folk,poetic,surreal,love
Os Afro-Sambas | Baden Powell and Vinícius de Moraes | 1966 | latin,religion,mythology,folk
Las Últimas Composiciones | Violeta Parra | 1966 | folk,latin,protest,love,tragic
Sgt. Pepper's Lonely Hearts Club Band | The Beatles | 1967 | psychedelic,rock,pop,surreal,humour
The Velvet Underground & Nico | The Velvet Underground and Nico | 1967 | rock,urban,experimental,dark,rebellion
Are You Experienced | The Jimi Hendrix Experience | 1967 | rock,psychedelic,blues,rebellion
The Doors | The Doors | 1967 | rock,psychedelic,dark,poetic
I Never Loved a Man the Way I Love You | Aretha Franklin | 1967 | soul,love,r-and-b,rebellion
Songs of Leonard Cohen | Leonard Cohen | 1967 | folk,poetic,melancholic,love,religion
Forever Changes | Love | 1967 | psychedelic,rock,folk,dark,poetic
The Piper at the Gates of Dawn | Pink Floyd | 1967 | psychedelic,rock,space,fantasy
Astral Weeks | Van Morrison | 1968 | folk,jazz,poetic,nostalgic,love
At Folsom Prison | Johnny Cash | 1968 | country,live,crime,rebellion,dark
Lady Soul | Aretha Franklin | 1968 | soul,r-and-b,love
Electric Ladyland | The Jimi Hendrix Experience | 1968 | rock,psychedelic,blues,science-fiction
Odessey and Oracle | The Zombies | 1968 | psychedelic,pop,nostalgic,love
Tropicália ou Panis et Circencis | Various Artists | 1968 | latin,psychedelic,satire,political,rebellion
Os Mutantes | Os Mutantes | 1968 | psychedelic,latin,rock,surreal,humour
Switched-On Bach | Wendy Carlos | 1968 | electronic,classical,experimental
The Beatles | The Beatles | 1968 | rock,experimental,pop,humour
Beggars Banquet | The Rolling Stones | 1968 | rock,blues,rebellion,political
Music from Big Pink | The Band | 1968 | rock,country,folk,nostalgic
In a Silent Way | Miles Davis | 1969 | jazz,ambient,meditative,experimental
Abbey Road | The Beatles | 1969 | rock,pop,nostalgic,love
Dusty in Memphis | Dusty Springfield | 1969 | soul,pop,love,romance
Led Zeppelin | Led Zeppelin | 1969 | rock,blues,metal,psychedelic
In the Court of the Crimson King | King Crimson | 1969 | rock,epic,experimental,fantasy,dystopia
Trout Mask Replica | Captain Beefheart and His Magic Band | 1969 | experimental,rock,blues,surreal,humour
Five Leaves Left | Nick Drake | 1969 | folk,melancholic,nature,poetic
Stand! | Sly and the Family Stone | 1969 | funk,soul,psychedelic,protest,feel-good
Tommy | The Who | 1969 | rock,epic,drama,coming-of-age
Let It Bleed | The Rolling Stones | 1969 | rock,blues,country,dark
Liege & Lief | Fairport Convention | 1969 | folk,rock,mythology,supernatural,historical
Hot Buttered Soul | Isaac Hayes | 1969 | soul,funk,love,epic
From Elvis in Memphis | Elvis Presley | 1969 | soul,country,pop,urban
The Stooges | The Stooges | 1969 | punk,rock,rebellion,youth
Karma | Pharoah Sanders | 1969 | jazz,religion,meditative,epic
Jorge Ben | Jorge Ben | 1969 | latin,funk,feel-good,love
Scott 4 | Scott Walker | 1969 | pop,poetic,melancholic,philosophical,western
Bitches Brew | Miles Davis | 1970 | jazz,experimental,psychedelic,funk
After the Gold Rush | Neil Young | 1970 | folk,rock,country,melancholic,dystopia
Bridge over Troubled Water | Simon & Garfunkel | 1970 | folk,pop,melancholic,journey
Paranoid | Black Sabbath | 1970 | metal,rock,war,dark,protest
Fun House | The Stooges | 1970 | punk,rock,rebellion,dark
Abraxas | Santana | 1970 | latin,rock,psychedelic,dance
John Lennon/Plastic Ono Band | John Lennon | 1970 | rock,psychological,family,rebellion
Curtis | Curtis Mayfield | 1970 | soul,funk,protest,political,urban
Cosmo's Factory | Creedence Clearwater Revival | 1970 | rock,country,road,protest
Com que Voz | Amália Rodrigues | 1970 | world,poetic,melancholic,folk,tragic
What's Going On | Marvin Gaye | 1971 | soul,protest,war,urban,religion
Blue | Joni Mitchell | 1971 | folk,love,journey,melancholic,poetic
Tapestry | Carole King | 1971 | pop,love,feel-good,nostalgic
There's a Riot Goin' On | Sly and the Family Stone | 1971 | funk,soul,dark,political
Led Zeppelin IV | Led Zeppelin | 1971 | rock,metal,folk,fantasy,mythology
Hunky Dory | David Bowie | 1971 | rock,pop,poetic,surreal
Who's Next | The Who | 1971 | rock,rebellion,youth,electronic
Sticky Fingers | The Rolling Stones | 1971 | rock,blues,country,dark
Journey in Satchidananda | Alice Coltrane | 1971 | jazz,meditative,religion,world,journey
Maggot Brain | Funkadelic | 1971 | funk,psychedelic,rock,tragic
Histoire de Melody Nelson | Serge Gainsbourg | 1971 | pop,love,poetic,dark,rock
La Question | Françoise Hardy | 1971 | folk,pop,love,melancholic,latin
Pieces of a Man | Gil Scott-Heron | 1971 | soul,jazz,protest,poetic,urban
Tago Mago | Can | 1971 | experimental,rock,psychedelic,dark
Shaft | Isaac Hayes | 1971 | soul,funk,soundtrack,crime,urban
El Derecho de Vivir en Paz | Víctor Jara | 1971 | folk,latin,protest,political,war
Non al denaro non all'amore né al cielo | Fabrizio De André | 1971 | folk,poetic,tragic,philosophical
Kazemachi Roman | Happy End | 1971 | rock,folk,urban,nostalgic
Construção | Chico Buarque | 1971 | latin,protest,political,poetic,tragic
Pink Moon | Nick Drake | 1972 | folk,minimalist,melancholic,meditative
Exile on Main St. | The Rolling Stones | 1972 | rock,blues,country,road
The Rise and Fall of Ziggy Stardust and the Spiders from Mars | David Bowie | 1972 | rock,space,science-fiction,rebellion,youth
Talking Book | Stevie Wonder | 1972 | soul,funk,love,feel-good
Clube da Esquina | Milton Nascimento and Lô Borges | 1972 | latin,folk,psychedelic,road,nostalgic
Transa | Caetano Veloso | 1972 | latin,rock,immigrant,poetic
Acabou Chorare | Novos Baianos | 1972 | latin,rock,folk,feel-good
Transformer | Lou Reed | 1972 | rock,urban,rebellion,pop
Let's Stay Together | Al Green | 1972 | soul,love,romance,r-and-b
Still Bill | Bill Withers | 1972 | soul,funk,folk,feel-good
Super Fly | Curtis Mayfield | 1972 | soul,funk,soundtrack,crime,urban
The Harder They Come | Jimmy Cliff | 1972 | reggae,soundtrack,rebellion,crime,urban
Neu! | Neu! | 1972 | experimental,rock,road,minimalist
The Dark Side of the Moon | Pink Floyd | 1973 | rock,psychedelic,philosophical,space,epic
Innervisions | Stevie Wonder | 1973 | soul,funk,political,urban,religion
Head Hunters | Herbie Hancock | 1973 | jazz,funk,electronic,dance
Catch a Fire | Bob Marley and the Wailers | 1973 | reggae,rebellion,political,protest
Raw Power | Iggy and the Stooges | 1973 | punk,rock,rebellion,dark
For Your Pleasure | Roxy Music | 1973 | rock,experimental,surreal,art-house
Goodbye Yellow Brick Road | Elton John | 1973 | pop,rock,nostalgic,drama
Closing Time | Tom Waits | 1973 | folk,jazz,melancholic,urban,nostalgic
Secos & Molhados | Secos & Molhados | 1973 | latin,rock,poetic,rebellion
Artaud | Pescado Rabioso | 1973 | rock,latin,poetic,surreal
Fuente y caudal | Paco de Lucía | 1973 | world,latin,folk,dance
Hosono House | Haruomi Hosono | 1973 | folk,rock,country,feel-good
Future Days | Can | 1973 | experimental,ambient,rock,meditative
Autobahn | Kraftwerk | 1974 | electronic,road,minimalist,modernist
Court and Spark | Joni Mitchell | 1974 | pop,folk,jazz,love,urban
Elis & Tom | Elis Regina and Antônio Carlos Jobim | 1974 | latin,jazz,love,melancholic
Rock Bottom | Robert Wyatt | 1974 | experimental,rock,melancholic,surreal
Phaedra | Tangerine Dream | 1974 | electronic,ambient,space,mythology
Jolene | Dolly Parton | 1974 | country,love,folk,melancholic
Grievous Angel | Gram Parsons | 1974 | country,rock,road,melancholic
Libertango | Astor Piazzolla | 1974 | latin,dance,jazz,classical,urban
Anima latina | Lucio Battisti | 1974 | pop,experimental,latin,psychedelic
Celia & Johnny | Celia Cruz and Johnny Pacheco | 1974 | latin,dance,feel-good
Blood on the Tracks | Bob Dylan | 1975 | folk,rock,love,poetic,melancholic
Born to Run | Bruce Springsteen | 1975 | rock,road,youth,urban,romance
Horses | Patti Smith | 1975 | punk,poetic,rock,rebellion
Wish You Were Here | Pink Floyd | 1975 | rock,melancholic,nostalgic,psychedelic,epic
The Köln Concert | Keith Jarrett | 1975 | jazz,live,meditative,classical
Another Green World | Brian Eno | 1975 | ambient,experimental,rock,nature
Confusion | Fela Kuti and Africa 70 | 1975 | funk,world,urban,satire,political
Mothership Connection | Parliament | 1975 | funk,space,science-fiction,dance,humour
A Night at the Opera | Queen | 1975 | rock,epic,drama,humour
Red Headed Stranger | Willie Nelson | 1975 | country,western,minimalist,tragic,crime
Días y flores | Silvio Rodríguez | 1975 | folk,latin,poetic,political,love
Le Mystère des Voix Bulgares | Bulgarian State Radio and Television Female Vocal Choir | 1975 | world,folk,mythology,meditative
Songs in the Key of Life | Stevie Wonder | 1976 | soul,funk,epic,feel-good,political
Ramones | Ramones | 1976 | punk,youth,urban,humour,minimalist
Station to Station | David Bowie | 1976 | rock,funk,dark,experimental
Hotel California | Eagles | 1976 | rock,country,road,dark
África Brasil | Jorge Ben | 1976 | latin,funk,dance,sport
Alucinação | Belchior | 1976 | latin,rock,folk,political,youth
Oxygène | Jean-Michel Jarre | 1976 | electronic,ambient,space,nature
Zombie | Fela Kuti and Africa 70 | 1976 | funk,world,protest,political,war
Super Ape | The Upsetters | 1976 | reggae,experimental,psychedelic
Hejira | Joni Mitchell | 1976 | folk,jazz,road,journey,poetic
Rumours | Fleetwood Mac | 1977 | pop,rock,love,drama
Never Mind the Bollocks, Here's the Sex Pistols | Sex Pistols | 1977 | punk,rebellion,political,youth,protest
Marquee Moon | Television | 1977 | post-punk,punk,urban,poetic
Low | David Bowie | 1977 | electronic,experimental,ambient,melancholic,rock
Heroes | David Bowie | 1977 | rock,electronic,experimental,love,urban
Trans-Europe Express | Kraftwerk | 1977 | electronic,journey,minimalist,modernist
Exodus | Bob Marley and the Wailers | 1977 | reggae,religion,journey,love,political
Suicide | Suicide | 1977 | electronic,punk,dark,urban,minimalist
Pink Flag | Wire | 1977 | post-punk,punk,minimalist,experimental
Heart of the Congos | The Congos | 1977 | reggae,religion,meditative,psychedelic
Two Sevens Clash | Culture | 1977 | reggae,religion,political,protest
Aja | Steely Dan | 1977 | rock,jazz,satire,urban
Star Wars | John Williams | 1977 | soundtrack,classical,space,epic,adventure
Saturday Night Fever | Bee Gees and Various Artists | 1977 | dance,pop,soundtrack,urban,youth
Brel | Jacques Brel | 1977 | pop,poetic,melancholic,drama,folk
Talking Heads: 77 | Talking Heads | 1977 | new-wave,post-punk,urban,humour,psychological
Animals | Pink Floyd | 1977 | rock,satire,political,dystopia
Parallel Lines | Blondie | 1978 | new-wave,pop,punk,urban,dance
The Man-Machine | Kraftwerk | 1978 | electronic,science-fiction,modernist,minimalist
Ambient 1: Music for Airports | Brian Eno | 1978 | ambient,minimalist,meditative,experimental
Q: Are We Not Men? A: We Are Devo! | Devo | 1978 | new-wave,satire,post-punk,science-fiction,humour
Siembra | Willie Colón and Rubén Blades | 1978 | latin,urban,political,dance,satire
Thousand Knives | Ryuichi Sakamoto | 1978 | electronic,experimental,science-fiction
Comedia | Héctor Lavoe | 1978 | latin,dance,melancholic,urban
Music for 18 Musicians | Steve Reich | 1978 | minimalist,classical,meditative,modernist
The Kick Inside | Kate Bush | 1978 | pop,poetic,love,gothic
Darkness on the Edge of Town | Bruce Springsteen | 1978 | rock,road,melancholic,family
Solid State Survivor | Yellow Magic Orchestra | 1979 | electronic,new-wave,science-fiction,dance
Unknown Pleasures | Joy Division | 1979 | post-punk,dark,melancholic,urban,gothic
London Calling | The Clash | 1979 | punk,reggae,political,urban,rebellion
Entertainment! | Gang of Four | 1979 | post-punk,political,funk,satire
Off the Wall | Michael Jackson | 1979 | pop,dance,funk,soul,feel-good
The Wall | Pink Floyd | 1979 | rock,psychological,epic,war,school
Cut | The Slits | 1979 | post-punk,reggae,punk,satire,rebellion
Metal Box | Public Image Ltd | 1979 | post-punk,experimental,dark,reggae
Fear of Music | Talking Heads | 1979 | new-wave,post-punk,funk,surreal,dystopia
The Specials | The Specials | 1979 | reggae,punk,political,urban,dance
Broken English | Marianne Faithfull | 1979 | new-wave,rock,dark,rebellion
La leyenda del tiempo | Camarón de la Isla | 1979 | world,folk,poetic,experimental,tragic
Closer | Joy Division | 1980 | post-punk,gothic,dark,tragic,melancholic
Remain in Light | Talking Heads | 1980 | new-wave,funk,experimental,dance,surreal
Back in Black | AC/DC | 1980 | rock,metal,rebellion,feel-good
Ace of Spades | Motörhead | 1980 | metal,punk,road,rebellion
Dirty Mind | Prince | 1980 | funk,r-and-b,new-wave,dance,rebellion
Colossal Youth | Young Marble Giants | 1980 | post-punk,minimalist,indie,melancholic
Fresh Fruit for Rotting Vegetables | Dead Kennedys | 1980 | punk,satire,political,protest
My Life in the Bush of Ghosts | Brian Eno and David Byrne | 1981 | experimental,electronic,funk,religion,world
Computer World | Kraftwerk | 1981 | electronic,science-fiction,modernist,dance
Moving Pictures | Rush | 1981 | rock,science-fiction,epic,philosophical
Damaged | Black Flag | 1981 | punk,rebellion,dark,youth
Nightclubbing | Grace Jones | 1981 | new-wave,reggae,funk,dance,urban
A Long Vacation | Eiichi Ohtaki | 1981 | pop,nostalgic,romance,feel-good
Dare | The Human League | 1981 | new-wave,pop,electronic,dance,love
Thriller | Michael Jackson | 1982 | pop,dance,funk,r-and-b,horror
Nebraska | Bruce Springsteen | 1982 | folk,crime,dark,road,minimalist
The Number of the Beast | Iron Maiden | 1982 | metal,mythology,horror,epic
Pornography | The Cure | 1982 | post-punk,gothic,dark,melancholic
For You | Tatsuro Yamashita | 1982 | pop,funk,feel-good,urban,romance
Big Science | Laurie Anderson | 1982 | experimental,electronic,minimalist,satire,poetic
Glassworks | Philip Glass | 1982 | minimalist,classical,meditative
Juju Music | King Sunny Adé | 1982 | world,dance,feel-good
Ambient 4: On Land | Brian Eno | 1982 | ambient,nature,dark,meditative
The Message | Grandmaster Flash and the Furious Five | 1982 | hip-hop,urban,protest,dance
Murmur | R.E.M. | 1983 | indie,rock,poetic,mystery
Swordfishtrombones | Tom Waits | 1983 | experimental,blues,surreal,noir,poetic
Power, Corruption & Lies | New Order | 1983 | electronic,new-wave,dance,melancholic
Violent Femmes | Violent Femmes | 1983 | punk,folk,youth,indie,humour
She's So Unusual | Cyndi Lauper | 1983 | pop,new-wave,rebellion,feel-good,youth
Clics modernos | Charly García | 1983 | rock,latin,new-wave,urban,political
Merry Christmas, Mr. Lawrence | Ryuichi Sakamoto | 1983 | soundtrack,electronic,war,melancholic
Koyaanisqatsi | Philip Glass | 1983 | soundtrack,minimalist,classical,nature,urban
Through the Looking Glass | Midori Takada | 1983 | ambient,minimalist,world,meditative,nature
Dan Dan You Qing | Teresa Teng | 1983 | pop,love,poetic,nostalgic
War | U2 | 1983 | rock,political,war,protest
Purple Rain | Prince | 1984 | pop,rock,funk,soundtrack,love
Born in the U.S.A. | Bruce Springsteen | 1984 | rock,war,political,nostalgic
The Smiths | The Smiths | 1984 | indie,post-punk,melancholic,urban,love
Treasure | Cocteau Twins | 1984 | indie,gothic,poetic,fantasy
Zen Arcade | Hüsker Dü | 1984 | punk,coming-of-age,epic,youth,indie
Ocean Rain | Echo & the Bunnymen | 1984 | post-punk,romance,nature,gothic
Stop Making Sense | Talking Heads | 1984 | new-wave,live,funk,dance,soundtrack
Run-D.M.C. | Run-D.M.C. | 1984 | hip-hop,urban,rock,youth
Diamond Life | Sade | 1984 | soul,jazz,r-and-b,romance,love
Crêuza de mä | Fabrizio De André | 1984 | folk,world,journey,poetic
Tabula Rasa | Arvo Pärt | 1984 | classical,minimalist,religion,meditative
Hounds of Love | Kate Bush | 1985 | pop,experimental,love,nature,mythology
Psychocandy | The Jesus and Mary Chain | 1985 | indie,post-punk,dark,love
Rain Dogs | Tom Waits | 1985 | experimental,blues,urban,surreal,immigrant
Rum Sodomy & the Lash | The Pogues | 1985 | folk,punk,immigrant,war,historical
Halber Mensch | Einstürzende Neubauten | 1985 | experimental,electronic,dark,urban
Paris, Texas | Ry Cooder | 1985 | soundtrack,blues,road,melancholic,country
Tim | The Replacements | 1985 | rock,indie,youth,melancholic
Low-Life | New Order | 1985 | new-wave,electronic,dance,melancholic
The Queen Is Dead | The Smiths | 1986 | indie,satire,melancholic,political,love
Graceland | Paul Simon | 1986 | pop,world,journey,feel-good
Master of Puppets | Metallica | 1986 | metal,dark,war,epic
Licensed to Ill | Beastie Boys | 1986 | hip-hop,rock,humour,youth,rebellion
Control | Janet Jackson | 1986 | r-and-b,pop,dance,funk,rebellion
Reign in Blood | Slayer | 1986 | metal,dark,horror,war
Rapture | Anita Baker | 1986 | r-and-b,soul,love,romance
Dois | Legião Urbana | 1986 | rock,latin,post-punk,youth,poetic
Cabeça Dinossauro | Titãs | 1986 | punk,rock,latin,protest,satire
Born Sandy Devotional | The Triffids | 1986 | rock,road,nature,melancholic
Sign o' the Times | Prince | 1987 | funk,pop,r-and-b,political,urban
The Joshua Tree | U2 | 1987 | rock,road,religion,political,nature
Paid in Full | Eric B. & Rakim | 1987 | hip-hop,urban,poetic
Appetite for Destruction | Guns N' Roses | 1987 | rock,metal,urban,rebellion
You're Living All Over Me | Dinosaur Jr. | 1987 | indie,rock,punk,melancholic
Within the Realm of a Dying Sun | Dead Can Dance | 1987 | gothic,world,religion,dark
Opus Dei | Laibach | 1987 | electronic,satire,political,dark
Diesel and Dust | Midnight Oil | 1987 | rock,protest,political,nature
Trio | Dolly Parton, Linda Ronstadt and Emmylou Harris | 1987 | country,folk,love,nostalgic
It Takes a Nation of Millions to Hold Us Back | Public Enemy | 1988 | hip-hop,political,protest,rebellion,urban
Daydream Nation | Sonic Youth | 1988 | indie,experimental,rock,urban,dystopia
Surfer Rosa | Pixies | 1988 | indie,rock,surreal,punk
Tracy Chapman | Tracy Chapman | 1988 | folk,protest,political,love,urban
Spirit of Eden | Talk Talk | 1988 | experimental,ambient,religion,meditative,rock
Isn't Anything | My Bloody Valentine | 1988 | indie,experimental,love,rock
If I Should Fall from Grace with God | The Pogues | 1988 | folk,punk,immigrant,humour
Watermark | Enya | 1988 | ambient,folk,nature,meditative,pop
Life's Too Good | The Sugarcubes | 1988 | indie,post-punk,surreal,humour
Gruppa krovi | Kino | 1988 | post-punk,rock,rebellion,war,political
16 Lovers Lane | The Go-Betweens | 1988 | indie,pop,love,nostalgic
Nothing's Shocking | Jane's Addiction | 1988 | rock,metal,psychedelic,rebellion
3 Feet High and Rising | De La Soul | 1989 | hip-hop,humour,psychedelic,feel-good
Paul's Boutique | Beastie Boys | 1989 | hip-hop,urban,experimental,humour
Disintegration | The Cure | 1989 | gothic,post-punk,melancholic,love,epic
Doolittle | Pixies | 1989 | indie,rock,surreal,dark
The Stone Roses | The Stone Roses | 1989 | indie,rock,psychedelic,dance,youth
Pretty Hate Machine | Nine Inch Nails | 1989 | electronic,rock,dark,rebellion
Like a Prayer | Madonna | 1989 | pop,dance,religion,family,rebellion
Club Classics Vol. One | Soul II Soul | 1989 | r-and-b,dance,soul,urban
Cosmic Thing | The B-52's | 1989 | new-wave,dance,humour,feel-good,space
Rock 'n' Roll on the New Long March | Cui Jian | 1989 | rock,rebellion,political,folk,journey
Rhythm Nation 1814 | Janet Jackson | 1989 | r-and-b,dance,pop,political,protest
Violator | Depeche Mode | 1990 | electronic,new-wave,dark,religion,love
Fear of a Black Planet | Public Enemy | 1990 | hip-hop,political,protest,urban
Heaven or Las Vegas | Cocteau Twins | 1990 | indie,pop,poetic,romance,family
I Do Not Want What I Haven't Got | Sinéad O'Connor | 1990 | pop,religion,protest,melancholic
Chill Out | The KLF | 1990 | ambient,electronic,road,journey
People's Instinctive Travels and the Paths of Rhythm | A Tribe Called Quest | 1990 | hip-hop,jazz,humour,journey
Mustt Mustt | Nusrat Fateh Ali Khan | 1990 | world,religion,love,trip-hop
Canción Animal | Soda Stereo | 1990 | rock,latin,love,indie
Soundtrack from Twin Peaks | Angelo Badalamenti | 1990 | soundtrack,jazz,mystery,dark,surreal
Nevermind | Nirvana | 1991 | rock,punk,youth,rebellion,dark
Loveless | My Bloody Valentine | 1991 | indie,experimental,love,ambient,rock
Screamadelica | Primal Scream | 1991 | dance,psychedelic,indie,electronic,feel-good
Blue Lines | Massive Attack | 1991 | trip-hop,soul,hip-hop,urban,reggae
The Low End Theory | A Tribe Called Quest | 1991 | hip-hop,jazz,urban,poetic
Laughing Stock | Talk Talk | 1991 | experimental,jazz,religion,meditative
Spiderland | Slint | 1991 | post-punk,experimental,dark,suspense
Achtung Baby | U2 | 1991 | rock,electronic,love,urban
Metallica | Metallica | 1991 | metal,dark,rock
Ten | Pearl Jam | 1991 | rock,dark,family,school
Foxbase Alpha | Saint Etienne | 1991 | dance,pop,urban,nostalgic,indie
Automatic for the People | R.E.M. | 1992 | rock,folk,melancholic,nostalgic,political
The Chronic | Dr. Dre | 1992 | hip-hop,funk,crime,urban
Selected Ambient Works 85–92 | Aphex Twin | 1992 | electronic,ambient,dance,nostalgic
Slanted and Enchanted | Pavement | 1992 | indie,rock,humour,surreal
Rage Against the Machine | Rage Against the Machine | 1992 | rock,metal,hip-hop,political,rebellion,protest
Miss Perfumado | Cesária Évora | 1992 | world,melancholic,nostalgic,love,journey
Dirt | Alice in Chains | 1992 | metal,rock,dark,war
Rid of Me | PJ Harvey | 1993 | rock,indie,blues,dark,love
Enter the Wu-Tang (36 Chambers) | Wu-Tang Clan | 1993 | hip-hop,martial-arts,urban,crime,dark
Debut | Björk | 1993 | pop,dance,electronic,love,urban
Siamese Dream | The Smashing Pumpkins | 1993 | rock,indie,melancholic,youth
Exile in Guyville | Liz Phair | 1993 | indie,rock,love,rebellion,urban
In Utero | Nirvana | 1993 | rock,punk,dark,rebellion
Souvlaki | Slowdive | 1993 | indie,ambient,melancholic,love
Midnight Marauders | A Tribe Called Quest | 1993 | hip-hop,jazz,urban,feel-good
Dummy | Portishead | 1994 | trip-hop,noir,melancholic,dark,spy
Illmatic | Nas | 1994 | hip-hop,urban,poetic,crime,coming-of-age
Grace | Jeff Buckley | 1994 | rock,love,melancholic,religion
Parklife | Blur | 1994 | indie,pop,satire,urban,humour
Definitely Maybe | Oasis | 1994 | rock,indie,youth,feel-good
The Downward Spiral | Nine Inch Nails | 1994 | electronic,metal,dark,psychological,experimental
Live Through This | Hole | 1994 | rock,punk,rebellion,dark
Selected Ambient Works Volume II | Aphex Twin | 1994 | ambient,electronic,dark,surreal,minimalist
Ready to Die | The Notorious B.I.G. | 1994 | hip-hop,crime,urban,dark,biography
CrazySexyCool | TLC | 1994 | r-and-b,pop,hip-hop,love,urban
American Recordings | Johnny Cash | 1994 | country,folk,minimalist,religion,dark
Bee Thousand | Guided by Voices | 1994 | indie,rock,surreal,nostalgic
De Mysteriis Dom Sathanas | Mayhem | 1994 | metal,dark,horror,supernatural
Da Lama ao Caos | Chico Science & Nação Zumbi | 1994 | latin,rock,hip-hop,urban,political
Talking Timbuktu | Ali Farka Touré and Ry Cooder | 1994 | blues,world,journey,folk
Re | Café Tacvba | 1994 | rock,latin,folk,experimental,humour
Amor Prohibido | Selena | 1994 | latin,pop,love,dance
Blade Runner | Vangelis | 1994 | soundtrack,electronic,science-fiction,noir,dystopia
Dookie | Green Day | 1994 | punk,rock,youth,humour
Different Class | Pulp | 1995 | indie,pop,satire,urban,love
Maxinquaye | Tricky | 1995 | trip-hop,dark,urban,psychological
Post | Björk | 1995 | pop,electronic,experimental,love
Jagged Little Pill | Alanis Morissette | 1995 | rock,pop,rebellion,coming-of-age
Liquid Swords | GZA | 1995 | hip-hop,martial-arts,crime,dark,urban
Me Against the World | 2Pac | 1995 | hip-hop,dark,urban,family,tragic
Wrecking Ball | Emmylou Harris | 1995 | country,folk,ambient,melancholic
Timeless | Goldie | 1995 | electronic,dance,urban,epic
The Bends | Radiohead | 1995 | rock,indie,melancholic,dystopia
Brown Sugar | D'Angelo | 1995 | soul,r-and-b,love,funk
Endtroducing..... | DJ Shadow | 1996 | hip-hop,trip-hop,experimental,nostalgic,dark
Odelay | Beck | 1996 | indie,hip-hop,experimental,humour,postmodern
Roots | Sepultura | 1996 | metal,latin,political,protest,folk
If You're Feeling Sinister | Belle and Sebastian | 1996 | indie,folk,religion,youth,humour
Fuzao | Faye Wong | 1996 | pop,experimental,indie,melancholic
Ænima | Tool | 1996 | metal,psychological,satire,epic,experimental
Trainspotting | Various Artists | 1996 | soundtrack,dance,indie,punk,youth
The Score | Fugees | 1996 | hip-hop,soul,reggae,immigrant,urban
OK Computer | Radiohead | 1997 | rock,dystopia,experimental,melancholic,science-fiction
Homogenic | Björk | 1997 | electronic,experimental,nature,love,epic
Homework | Daft Punk | 1997 | electronic,dance,funk,urban
Baduizm | Erykah Badu | 1997 | soul,r-and-b,jazz,philosophical
Fantasma | Cornelius | 1997 | indie,experimental,pop,postmodern,humour
The Fat of the Land | The Prodigy | 1997 | electronic,dance,punk,rebellion
Ladies and Gentlemen We Are Floating in Space | Spiritualized | 1997 | rock,space,psychedelic,love,religion
Time Out of Mind | Bob Dylan | 1997 | folk,blues,melancholic,road,dark
Either/Or | Elliott Smith | 1997 | indie,folk,melancholic,urban
Buena Vista Social Club | Buena Vista Social Club | 1997 | latin,nostalgic,dance,love,world
Urban Hymns | The Verve | 1997 | rock,indie,urban,melancholic
Supa Dupa Fly | Missy Elliott | 1997 | hip-hop,r-and-b,funk,surreal,dance
Mezzanine | Massive Attack | 1998 | trip-hop,dark,electronic,gothic,suspense
Moon Safari | Air | 1998 | electronic,space,romance,nostalgic,ambient
The Miseducation of Lauryn Hill | Lauryn Hill | 1998 | hip-hop,soul,r-and-b,love,family
In the Aeroplane over the Sea | Neutral Milk Hotel | 1998 | indie,folk,war,surreal,tragic
Aquemini | OutKast | 1998 | hip-hop,funk,space,philosophical
Music Has the Right to Children | Boards of Canada | 1998 | electronic,ambient,nostalgic,nature,family
Ray of Light | Madonna | 1998 | pop,electronic,dance,meditative
Car Wheels on a Gravel Road | Lucinda Williams | 1998 | country,folk,road,nostalgic,love
Clandestino | Manu Chao | 1998 | latin,reggae,immigrant,journey,political
¿Dónde Están los Ladrones? | Shakira | 1998 | latin,pop,rock,love,rebellion
Cowboy Bebop | Seatbelts | 1998 | soundtrack,jazz,space,western,animation
Éthiopiques, Vol. 4 | Mulatu Astatke | 1998 | jazz,world,noir,nostalgic
69 Love Songs | The Magnetic Fields | 1999 | indie,pop,love,humour,satire
Ágætis byrjun | Sigur Rós | 1999 | ambient,rock,nature,epic,poetic
Things Fall Apart | The Roots | 1999 | hip-hop,jazz,urban,political
Black on Both Sides | Mos Def | 1999 | hip-hop,soul,political,urban
The Slim Shady LP | Eminem | 1999 | hip-hop,satire,dark,humour
The Soft Bulletin | The Flaming Lips | 1999 | indie,psychedelic,science,space,philosophical
Play | Moby | 1999 | electronic,blues,ambient,dance,religion
First Love | Hikaru Utada | 1999 | r-and-b,pop,love,youth
Muzai Moratorium | Sheena Ringo | 1999 | rock,indie,rebellion,urban
Emergency & I | The Dismemberment Plan | 1999 | indie,post-punk,urban,humour
Kid A | Radiohead | 2000 | electronic,experimental,dystopia,ambient,dark
Voodoo | D'Angelo | 2000 | soul,r-and-b,funk,love
Stankonia | OutKast | 2000 | hip-hop,funk,psychedelic,political
Mama's Gun | Erykah Badu | 2000 | soul,funk,r-and-b,love
The Marshall Mathers LP | Eminem | 2000 | hip-hop,dark,satire,psychological
Lift Your Skinny Fists Like Antennas to Heaven | Godspeed You! Black Emperor | 2000 | experimental,epic,rock,political,melancholic
Stories from the City, Stories from the Sea | PJ Harvey | 2000 | rock,indie,urban,love
Since I Left You | The Avalanches | 2000 | electronic,dance,nostalgic,journey,feel-good
O Brother, Where Art Thou? | Various Artists | 2000 | soundtrack,folk,country,road,religion
Is This It | The Strokes | 2001 | indie,rock,urban,youth
Discovery | Daft Punk | 2001 | electronic,dance,nostalgic,space,feel-good
Vespertine | Björk | 2001 | electronic,ambient,love,nature,poetic
The Blueprint | Jay-Z | 2001 | hip-hop,soul,urban,crime
White Blood Cells | The White Stripes | 2001 | rock,blues,punk,youth,love
Gorillaz | Gorillaz | 2001 | hip-hop,indie,trip-hop,animation,humour
Blackwater Park | Opeth | 2001 | metal,dark,epic,nature
Amélie | Yann Tiersen | 2001 | soundtrack,nostalgic,feel-good,urban,romance
Spirited Away | Joe Hisaishi | 2001 | soundtrack,classical,fantasy,animation,nostalgic
The Fellowship of the Ring | Howard Shore | 2001 | soundtrack,classical,epic,fantasy,journey
Yankee Hotel Foxtrot | Wilco | 2002 | indie,rock,experimental,love,urban
Original Pirate Material | The Streets | 2002 | hip-hop,urban,youth,dance,humour
Songs for the Deaf | Queens of the Stone Age | 2002 | rock,metal,road,dark
Turn on the Bright Lights | Interpol | 2002 | post-punk,indie,urban,melancholic,dark
Come Away with Me | Norah Jones | 2002 | jazz,pop,folk,love,romance
The Disintegration Loops | William Basinski | 2002 | ambient,experimental,melancholic,tragic,minimalist
Sea Change | Beck | 2002 | folk,melancholic,love,indie
Boy in da Corner | Dizzee Rascal | 2003 | hip-hop,electronic,urban,youth,dark
Elephant | The White Stripes | 2003 | rock,blues,love,punk
Speakerboxxx/The Love Below | OutKast | 2003 | hip-hop,funk,love,political
Give Up | The Postal Service | 2003 | electronic,indie,love,nostalgic
Fever to Tell | Yeah Yeah Yeahs | 2003 | indie,punk,rock,love,urban
Funeral | Arcade Fire | 2004 | indie,rock,family,coming-of-age,tragic
Madvillainy | Madvillain | 2004 | hip-hop,experimental,humour,surreal
The College Dropout | Kanye West | 2004 | hip-hop,soul,religion,school,humour
Franz Ferdinand | Franz Ferdinand | 2004 | indie,post-punk,dance,urban
American Idiot | Green Day | 2004 | punk,rock,political,rebellion,war
The Blue Notebooks | Max Richter | 2004 | classical,ambient,war,melancholic,minimalist
Leviathan | Mastodon | 2004 | metal,epic,mythology,adventure
Egypt | Youssou N'Dour | 2004 | world,religion,folk,meditative
Dimanche à Bamako | Amadou & Mariam | 2004 | world,blues,feel-good,political,dance
Illinois | Sufjan Stevens | 2005 | indie,folk,road,religion,historical,epic
Arular | M.I.A. | 2005 | hip-hop,dance,political,immigrant,rebellion
Late Registration | Kanye West | 2005 | hip-hop,soul,political,family
Silent Alarm | Bloc Party | 2005 | indie,post-punk,urban,political
I Am a Bird Now | Antony and the Johnsons | 2005 | pop,soul,melancholic,love
Back to Black | Amy Winehouse | 2006 | soul,r-and-b,love,tragic,melancholic
Donuts | J Dilla | 2006 | hip-hop,soul,experimental,nostalgic
Ys | Joanna Newsom | 2006 | folk,epic,poetic,nature,mythology
Whatever People Say I Am, That's What I'm Not | Arctic Monkeys | 2006 | indie,rock,urban,youth,humour
Return to Cookie Mountain | TV on the Radio | 2006 | indie,experimental,rock,soul
Silent Shout | The Knife | 2006 | electronic,dark,dance,gothic
Ahí vamos | Gustavo Cerati | 2006 | rock,latin,love
Untrue | Burial | 2007 | electronic,ambient,urban,melancholic,dark
In Rainbows | Radiohead | 2007 | rock,love,melancholic,experimental
Sound of Silver | LCD Soundsystem | 2007 | dance,electronic,indie,nostalgic,urban
Kala | M.I.A. | 2007 | hip-hop,dance,world,political,immigrant
The Reminder | Feist | 2007 | indie,pop,folk,love
For Emma, Forever Ago | Bon Iver | 2007 | folk,indie,nature,melancholic,love
Aman Iman | Tinariwen | 2007 | world,blues,rebellion,nature,political
Person Pitch | Panda Bear | 2007 | experimental,psychedelic,indie,feel-good
Boxer | The National | 2007 | indie,rock,urban,melancholic
808s & Heartbreak | Kanye West | 2008 | hip-hop,r-and-b,electronic,melancholic,love
Fleet Foxes | Fleet Foxes | 2008 | folk,indie,nature,mythology
Third | Portishead | 2008 | trip-hop,experimental,dark,psychological
Vampire Weekend | Vampire Weekend | 2008 | indie,pop,school,world,humour
The Fame | Lady Gaga | 2008 | pop,dance,electronic,urban
Los Angeles | Flying Lotus | 2008 | electronic,hip-hop,experimental,urban,space
Merriweather Post Pavilion | Animal Collective | 2009 | psychedelic,indie,electronic,family,nature
xx | The xx | 2009 | indie,minimalist,love,electronic
It's Blitz! | Yeah Yeah Yeahs | 2009 | indie,dance,new-wave,electronic
Bitte Orca | Dirty Projectors | 2009 | indie,experimental,pop
My Beautiful Dark Twisted Fantasy | Kanye West | 2010 | hip-hop,epic,dark,satire
The Suburbs | Arcade Fire | 2010 | indie,rock,nostalgic,youth,urban
Body Talk | Robyn | 2010 | pop,dance,electronic,love,science-fiction
Teen Dream | Beach House | 2010 | indie,romance,nostalgic,youth
Cosmogramma | Flying Lotus | 2010 | electronic,jazz,space,experimental,psychedelic
High Violet | The National | 2010 | indie,rock,melancholic,family
The ArchAndroid | Janelle Monáe | 2010 | r-and-b,funk,science-fiction,dystopia,epic
The Social Network | Trent Reznor and Atticus Ross | 2010 | soundtrack,electronic,ambient,dark
Let England Shake | PJ Harvey | 2011 | folk,rock,war,historical,political
21 | Adele | 2011 | pop,soul,love,melancholic
James Blake | James Blake | 2011 | electronic,soul,minimalist,melancholic
Hurry Up, We're Dreaming | M83 | 2011 | electronic,new-wave,nostalgic,youth,epic
Helplessness Blues | Fleet Foxes | 2011 | folk,indie,coming-of-age,philosophical
Section.80 | Kendrick Lamar | 2011 | hip-hop,political,youth,urban
Channel Orange | Frank Ocean | 2012 | r-and-b,soul,love,satire,urban
good kid, m.A.A.d city | Kendrick Lamar | 2012 | hip-hop,coming-of-age,urban,crime,family
Born to Die | Lana Del Rey | 2012 | pop,nostalgic,tragic,love,noir
Visions | Grimes | 2012 | electronic,pop,science-fiction,experimental
Lonerism | Tame Impala | 2012 | psychedelic,rock,indie,melancholic
Random Access Memories | Daft Punk | 2013 | electronic,dance,funk,nostalgic,science-fiction
Modern Vampires of the City | Vampire Weekend | 2013 | indie,religion,urban,coming-of-age
Pure Heroine | Lorde | 2013 | pop,electronic,youth,coming-of-age,minimalist
Sunbather | Deafheaven | 2013 | metal,epic,melancholic,poetic
Yeezus | Kanye West | 2013 | hip-hop,electronic,experimental,rebellion,dark
Beyoncé | Beyoncé | 2013 | r-and-b,pop,love,electronic
Settle | Disclosure | 2013 | dance,electronic,pop,urban
Run the Jewels 2 | Run the Jewels | 2014 | hip-hop,protest,rebellion,political,dark
St. Vincent | St. Vincent | 2014 | indie,experimental,rock,satire
LP1 | FKA twigs | 2014 | r-and-b,electronic,experimental,love
Lost in the Dream | The War on Drugs | 2014 | rock,indie,road,nostalgic,melancholic
Metamodern Sounds in Country Music | Sturgill Simpson | 2014 | country,psychedelic,philosophical,love
Black Messiah | D'Angelo and the Vanguard | 2014 | soul,funk,protest,love,r-and-b
1989 | Taylor Swift | 2014 | pop,love,urban,youth
Interstellar | Hans Zimmer | 2014 | soundtrack,classical,space,epic,science-fiction
To Pimp a Butterfly | Kendrick Lamar | 2015 | hip-hop,jazz,funk,political,protest
Carrie & Lowell | Sufjan Stevens | 2015 | folk,family,melancholic,tragic,religion
Currents | Tame Impala | 2015 | psychedelic,electronic,pop,love
Sometimes I Sit and Think, and Sometimes I Just Sit | Courtney Barnett | 2015 | indie,rock,humour,urban
The Epic | Kamasi Washington | 2015 | jazz,epic,soul,religion
In Colour | Jamie xx | 2015 | electronic,dance,nostalgic,urban
A Mulher do Fim do Mundo | Elza Soares | 2015 | latin,experimental,protest,urban,punk
Hasta la Raíz | Natalia Lafourcade | 2015 | latin,pop,folk,love
Platform | Holly Herndon | 2015 | electronic,experimental,political,science-fiction
Vulnicura | Björk | 2015 | electronic,experimental,love,tragic,family
Blackstar | David Bowie | 2016 | jazz,rock,experimental,dark,space
Lemonade | Beyoncé | 2016 | r-and-b,pop,love,family,protest
Blonde | Frank Ocean | 2016 | r-and-b,experimental,nostalgic,love,youth
A Seat at the Table | Solange | 2016 | r-and-b,soul,protest,family,meditative
A Moon Shaped Pool | Radiohead | 2016 | rock,classical,melancholic,love
You Want It Darker | Leonard Cohen | 2016 | folk,religion,dark,poetic
Puberty 2 | Mitski | 2016 | indie,rock,coming-of-age,love,immigrant
Skeleton Tree | Nick Cave and the Bad Seeds | 2016 | experimental,tragic,poetic,melancholic,family
DAMN. | Kendrick Lamar | 2017 | hip-hop,religion,psychological,political
Melodrama | Lorde | 2017 | pop,youth,love,coming-of-age
Ctrl | SZA | 2017 | r-and-b,love,coming-of-age
A Crow Looked at Me | Mount Eerie | 2017 | folk,tragic,family,minimalist,nature
async | Ryuichi Sakamoto | 2017 | ambient,electronic,experimental,meditative
Process | Sampha | 2017 | soul,electronic,family,melancholic
Golden Hour | Kacey Musgraves | 2018 | country,pop,love,feel-good
Dirty Computer | Janelle Monáe | 2018 | r-and-b,pop,funk,dystopia,rebellion
Be the Cowboy | Mitski | 2018 | indie,pop,melancholic,western
El mal querer | Rosalía | 2018 | latin,pop,world,love,tragic
Your Queen Is a Reptile | Sons of Kemet | 2018 | jazz,political,protest,dance,immigrant
Con Todo el Mundo | Khruangbin | 2018 | psychedelic,funk,world,feel-good
Love Yourself: Tear | BTS | 2018 | pop,hip-hop,love,youth,dance
When We All Fall Asleep, Where Do We Go? | Billie Eilish | 2019 | pop,electronic,dark,horror,youth
All Mirrors | Angel Olsen | 2019 | indie,melancholic,love,gothic
Igor | Tyler, the Creator | 2019 | hip-hop,r-and-b,love,experimental
Titanic Rising | Weyes Blood | 2019 | pop,folk,nostalgic,space,melancholic
Ghosteen | Nick Cave and the Bad Seeds | 2019 | ambient,religion,tragic,family,poetic
Magdalene | FKA twigs | 2019 | electronic,r-and-b,religion,love,experimental
Psychodrama | Dave | 2019 | hip-hop,psychological,urban,political,immigrant
African Giant | Burna Boy | 2019 | world,dance,political,reggae
Grey Area | Little Simz | 2019 | hip-hop,urban,psychological
Fetch the Bolt Cutters | Fiona Apple | 2020 | pop,experimental,rebellion,school
Folklore | Taylor Swift | 2020 | folk,indie,nostalgic,love,nature
Punisher | Phoebe Bridgers | 2020 | indie,folk,melancholic,dystopia
Future Nostalgia | Dua Lipa | 2020 | pop,dance,funk,feel-good
Rough and Rowdy Ways | Bob Dylan | 2020 | folk,blues,poetic,historical,philosophical
Untitled (Black Is) | Sault | 2020 | soul,funk,protest,political
Saint Cloud | Waxahatchee | 2020 | country,folk,indie,road,nature
Promises | Floating Points, Pharoah Sanders and the London Symphony Orchestra | 2021 | jazz,electronic,classical,meditative,ambient
Sometimes I Might Be Introvert | Little Simz | 2021 | hip-hop,soul,epic,family,political
Jubilee | Japanese Breakfast | 2021 | indie,pop,feel-good,love
Sour | Olivia Rodrigo | 2021 | pop,youth,love,rock,coming-of-age
Afrique Victime | Mdou Moctar | 2021 | world,rock,psychedelic,political,protest
Bright Green Field | Squid | 2021 | post-punk,dystopia,experimental,urban
Call Me If You Get Lost | Tyler, the Creator | 2021 | hip-hop,journey,love,jazz
Ants from Up There | Black Country, New Road | 2022 | indie,experimental,love,epic
Renaissance | Beyoncé | 2022 | dance,electronic,r-and-b,funk,feel-good
Motomami | Rosalía | 2022 | latin,pop,reggae,experimental,dance
Un Verano Sin Ti | Bad Bunny | 2022 | latin,reggae,dance,love,feel-good
Dragon New Warm Mountain I Believe in You | Big Thief | 2022 | folk,indie,nature,country,love
Dawn FM | The Weeknd | 2022 | pop,electronic,new-wave,dance,supernatural
Skinty Fia | Fontaines D.C. | 2022 | post-punk,rock,immigrant,dark
Wet Leg | Wet Leg | 2022 | indie,post-punk,humour,youth
The Record | boygenius | 2023 | indie,folk,love,rock
Desire, I Want to Turn Into You | Caroline Polachek | 2023 | pop,electronic,love,experimental
Javelin | Sufjan Stevens | 2023 | folk,indie,love,tragic,religion
My Back Was a Bridge for You to Cross | ANOHNI and the Johnsons | 2023 | soul,protest,melancholic,nature
Guts | Olivia Rodrigo | 2023 | pop,rock,punk,youth,humour
Brat | Charli XCX | 2024 | pop,dance,electronic,rebellion
Cowboy Carter | Beyoncé | 2024 | country,r-and-b,western,political,family
Romance | Fontaines D.C. | 2024 | rock,indie,dystopia,love
Hit Me Hard and Soft | Billie Eilish | 2024 | pop,electronic,love,melancholic
Diamond Jubilee | Cindy Lee | 2024 | indie,psychedelic,nostalgic,pop
GNX | Kendrick Lamar | 2024 | hip-hop,urban,rebellion
Lives Outgrown | Beth Gibbons | 2024 | folk,experimental,melancholic,nature
Manning Fireworks | MJ Lenderman | 2024 | indie,country,rock,humour
Debí Tirar Más Fotos | Bad Bunny | 2025 | latin,reggae,nostalgic,political,dance`;
