/**
 * Books of the built-in catalogue, oldest first. One book a line: `title | author | year of first publication | tags`.
 * Years are those of the original language; a play or a poem counts from its first printing. Titles are the usual
 * English ones. Tags come from the vocabulary that films, books and albums share.
 */
export const BOOKS: string = `\
The Divine Comedy | Dante Alighieri | 1321 | epic,poetic,religion,journey,supernatural
The Decameron | Giovanni Boccaccio | 1353 | satire,love,comedy,humour
The Canterbury Tales | Geoffrey Chaucer | 1400 | poetic,satire,journey,humour
Le Morte d'Arthur | Thomas Malory | 1485 | epic,mythology,adventure,tragic,love
In Praise of Folly | Desiderius Erasmus | 1511 | satire,essay,religion,humour
Utopia | Thomas More | 1516 | political,philosophical,satire,journey
Orlando Furioso | Ludovico Ariosto | 1516 | epic,poetic,fantasy,love,adventure
Romance of the Three Kingdoms | Luo Guanzhong | 1522 | epic,historical,war,political
The Prince | Niccolò Machiavelli | 1532 | political,philosophical,essay
Gargantua and Pantagruel | François Rabelais | 1532 | satire,comedy,surreal,humour
Lazarillo de Tormes | Anonymous | 1554 | satire,coming-of-age,urban,journey
The Lusiads | Luís de Camões | 1572 | epic,poetic,journey,mythology
Essays | Michel de Montaigne | 1580 | essay,philosophical,meditative
Journey to the West | Wu Cheng'en | 1592 | journey,mythology,fantasy,religion,humour
Romeo and Juliet | William Shakespeare | 1597 | love,tragic,poetic,youth,family
Hamlet | William Shakespeare | 1603 | tragic,psychological,family,drama,philosophical
Doctor Faustus | Christopher Marlowe | 1604 | tragic,supernatural,religion,drama
Don Quixote | Miguel de Cervantes | 1605 | comedy,journey,satire,adventure
The Plum in the Golden Vase | Lanling Xiaoxiao Sheng | 1610 | satire,family,love,tragic
Macbeth | William Shakespeare | 1623 | tragic,dark,supernatural,political,drama
The Tempest | William Shakespeare | 1623 | fantasy,poetic,drama,family
Life Is a Dream | Pedro Calderón de la Barca | 1636 | drama,philosophical,political,poetic
Paradise Lost | John Milton | 1667 | epic,poetic,religion,rebellion,mythology
Tartuffe | Molière | 1669 | comedy,satire,religion,family
Pensées | Blaise Pascal | 1670 | philosophical,religion,essay,meditative
Phèdre | Jean Racine | 1677 | tragic,mythology,love,drama,poetic
The Pilgrim's Progress | John Bunyan | 1678 | religion,journey,philosophical
The Princess of Cleves | Madame de La Fayette | 1678 | love,psychological,historical,melancholic
The Narrow Road to the Deep North | Matsuo Bashō | 1702 | poetic,journey,nature,meditative,road
Robinson Crusoe | Daniel Defoe | 1719 | adventure,journey,nature,religion
Moll Flanders | Daniel Defoe | 1722 | crime,urban,satire,biography
Gulliver's Travels | Jonathan Swift | 1726 | satire,journey,fantasy,political,adventure
Manon Lescaut | Abbé Prévost | 1731 | love,tragic,romance,crime
Tom Jones | Henry Fielding | 1749 | comedy,coming-of-age,love,road
Candide | Voltaire | 1759 | satire,philosophical,journey,humour
Tristram Shandy | Laurence Sterne | 1759 | comedy,experimental,nonlinear,humour
The Castle of Otranto | Horace Walpole | 1764 | gothic,horror,supernatural
The Sorrows of Young Werther | Johann Wolfgang von Goethe | 1774 | love,melancholic,tragic,youth
Confessions | Jean-Jacques Rousseau | 1782 | biography,psychological,nature,philosophical
Dangerous Liaisons | Pierre Choderlos de Laclos | 1782 | love,psychological,drama,dark
The Interesting Narrative of the Life of Olaudah Equiano | Olaudah Equiano | 1789 | biography,journey,historical,protest
Dream of the Red Chamber | Cao Xueqin | 1791 | family,epic,love,melancholic,poetic
A Vindication of the Rights of Woman | Mary Wollstonecraft | 1792 | essay,political,protest,philosophical
The Mysteries of Udolpho | Ann Radcliffe | 1794 | gothic,mystery,suspense,romance
Jacques the Fatalist | Denis Diderot | 1796 | philosophical,comedy,nonlinear,road
Faust | Johann Wolfgang von Goethe | 1808 | tragic,poetic,philosophical,supernatural,epic
Grimms' Fairy Tales | Jacob and Wilhelm Grimm | 1812 | fantasy,family,mythology,dark
Pride and Prejudice | Jane Austen | 1813 | romance,love,comedy,satire,family
Emma | Jane Austen | 1815 | romance,comedy,satire,coming-of-age
Persuasion | Jane Austen | 1817 | romance,love,melancholic,nostalgic
Frankenstein | Mary Shelley | 1818 | gothic,horror,science-fiction,science,tragic
The Betrothed | Alessandro Manzoni | 1827 | historical,love,religion,epic
The Red and the Black | Stendhal | 1830 | psychological,love,political,coming-of-age
The Hunchback of Notre-Dame | Victor Hugo | 1831 | gothic,historical,urban,tragic,love
Eugene Onegin | Alexander Pushkin | 1833 | poetic,love,melancholic,satire
Fairy Tales | Hans Christian Andersen | 1835 | fantasy,family,melancholic,poetic
Old Goriot | Honoré de Balzac | 1835 | urban,family,satire,tragic
A Hero of Our Time | Mikhail Lermontov | 1840 | psychological,adventure,melancholic,war
Dead Souls | Nikolai Gogol | 1842 | satire,comedy,road,surreal
The Three Musketeers | Alexandre Dumas | 1844 | adventure,action,historical,love
The Count of Monte Cristo | Alexandre Dumas | 1844 | adventure,suspense,historical,drama
Narrative of the Life of Frederick Douglass | Frederick Douglass | 1845 | biography,protest,political,rebellion
Jane Eyre | Charlotte Brontë | 1847 | gothic,romance,coming-of-age,mystery
Wuthering Heights | Emily Brontë | 1847 | gothic,love,tragic,nature,dark
Vanity Fair | William Makepeace Thackeray | 1848 | satire,historical,war,drama
David Copperfield | Charles Dickens | 1850 | coming-of-age,family,urban,drama
The Scarlet Letter | Nathaniel Hawthorne | 1850 | historical,religion,love,tragic
Moby-Dick | Herman Melville | 1851 | epic,adventure,nature,philosophical,journey
Walden | Henry David Thoreau | 1854 | nature,essay,philosophical,meditative,minimalist
Leaves of Grass | Walt Whitman | 1855 | poetic,nature,philosophical,love
Madame Bovary | Gustave Flaubert | 1857 | love,tragic,psychological,satire
Les Fleurs du mal | Charles Baudelaire | 1857 | poetic,urban,dark,melancholic,gothic
A Tale of Two Cities | Charles Dickens | 1859 | historical,rebellion,love,urban,political
On the Origin of Species | Charles Darwin | 1859 | science,nature,essay
Max Havelaar | Multatuli | 1860 | protest,political,satire,nonlinear
Great Expectations | Charles Dickens | 1861 | coming-of-age,mystery,love,gothic
Les Misérables | Victor Hugo | 1862 | epic,historical,rebellion,political,love
Fathers and Sons | Ivan Turgenev | 1862 | family,political,philosophical,love
Journey to the Centre of the Earth | Jules Verne | 1864 | adventure,science-fiction,journey,science
Notes from Underground | Fyodor Dostoevsky | 1864 | psychological,philosophical,dark,urban
Alice's Adventures in Wonderland | Lewis Carroll | 1865 | fantasy,surreal,comedy,family,journey
Crime and Punishment | Fyodor Dostoevsky | 1866 | crime,psychological,philosophical,urban,dark
Little Women | Louisa May Alcott | 1868 | family,coming-of-age,feel-good,romance
The Moonstone | Wilkie Collins | 1868 | mystery,crime,suspense
War and Peace | Leo Tolstoy | 1869 | epic,war,historical,love,philosophical
Twenty Thousand Leagues Under the Seas | Jules Verne | 1870 | adventure,science-fiction,journey,nature
Middlemarch | George Eliot | 1871 | drama,love,psychological,political
Far from the Madding Crowd | Thomas Hardy | 1874 | love,nature,romance,tragic
The Adventures of Tom Sawyer | Mark Twain | 1876 | youth,adventure,humour,nostalgic
Anna Karenina | Leo Tolstoy | 1878 | love,tragic,family,psychological
A Doll's House | Henrik Ibsen | 1879 | drama,family,rebellion,psychological
The Brothers Karamazov | Fyodor Dostoevsky | 1880 | philosophical,family,religion,crime,psychological
The Portrait of a Lady | Henry James | 1881 | psychological,love,drama,journey
The Posthumous Memoirs of Brás Cubas | Machado de Assis | 1881 | satire,nonlinear,philosophical,humour,melancholic
Treasure Island | Robert Louis Stevenson | 1883 | adventure,youth,journey,action
Thus Spoke Zarathustra | Friedrich Nietzsche | 1883 | philosophical,poetic,rebellion
Adventures of Huckleberry Finn | Mark Twain | 1884 | journey,youth,satire,adventure,rebellion
Germinal | Émile Zola | 1885 | political,protest,tragic,historical
Strange Case of Dr Jekyll and Mr Hyde | Robert Louis Stevenson | 1886 | gothic,horror,psychological,mystery
Fortunata and Jacinta | Benito Pérez Galdós | 1887 | urban,love,family,historical
Noli Me Tángere | José Rizal | 1887 | political,protest,love,satire
The Maias | José Maria de Eça de Queirós | 1888 | family,love,satire,tragic
Three Men in a Boat | Jerome K. Jerome | 1889 | comedy,humour,journey,feel-good
Hunger | Knut Hamsun | 1890 | psychological,urban,modernist,dark
The Picture of Dorian Gray | Oscar Wilde | 1890 | gothic,philosophical,supernatural,satire
The Doll | Bolesław Prus | 1890 | urban,love,historical,satire
Poems | Emily Dickinson | 1890 | poetic,meditative,nature,melancholic
Tess of the d'Urbervilles | Thomas Hardy | 1891 | tragic,love,nature
The Adventures of Sherlock Holmes | Arthur Conan Doyle | 1892 | mystery,crime,urban,adventure
The Yellow Wallpaper | Charlotte Perkins Gilman | 1892 | gothic,psychological,horror
The Jungle Book | Rudyard Kipling | 1894 | adventure,nature,family,coming-of-age
The Time Machine | H. G. Wells | 1895 | science-fiction,dystopia,adventure,political
Effi Briest | Theodor Fontane | 1895 | love,tragic,family
Quo Vadis | Henryk Sienkiewicz | 1896 | historical,epic,religion,love
Dracula | Bram Stoker | 1897 | gothic,horror,supernatural,suspense
The War of the Worlds | H. G. Wells | 1898 | science-fiction,war,horror
The Turn of the Screw | Henry James | 1898 | gothic,horror,psychological,supernatural
Heart of Darkness | Joseph Conrad | 1899 | journey,dark,psychological,political
The Awakening | Kate Chopin | 1899 | rebellion,love,psychological,tragic
Buddenbrooks | Thomas Mann | 1901 | family,historical,melancholic,epic
Kim | Rudyard Kipling | 1901 | spy,adventure,journey,coming-of-age
The Hound of the Baskervilles | Arthur Conan Doyle | 1902 | mystery,crime,gothic,suspense
The Call of the Wild | Jack London | 1903 | nature,adventure,rebellion
The Cherry Orchard | Anton Chekhov | 1904 | drama,family,nostalgic,melancholic,comedy
I Am a Cat | Natsume Sōseki | 1905 | satire,humour,comedy,urban
Anne of Green Gables | Lucy Maud Montgomery | 1908 | youth,coming-of-age,feel-good,family
A Room with a View | E. M. Forster | 1908 | romance,journey,comedy,love
The Wind in the Willows | Kenneth Grahame | 1908 | family,nature,feel-good,nostalgic
Gitanjali | Rabindranath Tagore | 1910 | poetic,religion,meditative,love
Death in Venice | Thomas Mann | 1912 | melancholic,psychological,tragic,love
Swann's Way | Marcel Proust | 1913 | modernist,nostalgic,love,psychological
Dubliners | James Joyce | 1914 | urban,melancholic,modernist
Kokoro | Natsume Sōseki | 1914 | melancholic,psychological,love,tragic
Platero and I | Juan Ramón Jiménez | 1914 | poetic,nature,nostalgic,melancholic
The Metamorphosis | Franz Kafka | 1915 | surreal,family,modernist,dark
Rashomon | Ryūnosuke Akutagawa | 1915 | dark,historical,psychological,suspense
A Portrait of the Artist as a Young Man | James Joyce | 1916 | coming-of-age,modernist,religion,rebellion
The Age of Innocence | Edith Wharton | 1920 | love,satire,historical,melancholic
R.U.R. | Karel Čapek | 1920 | science-fiction,dystopia,rebellion,drama
The Good Soldier Švejk | Jaroslav Hašek | 1921 | satire,war,comedy,humour
The True Story of Ah Q | Lu Xun | 1921 | satire,political,tragic,modernist
Ulysses | James Joyce | 1922 | modernist,experimental,urban,epic,humour
The Waste Land | T. S. Eliot | 1922 | poetic,modernist,mythology,urban,melancholic
Siddhartha | Hermann Hesse | 1922 | philosophical,religion,journey,meditative
The Prophet | Kahlil Gibran | 1923 | poetic,philosophical,religion,meditative
Zeno's Conscience | Italo Svevo | 1923 | psychological,comedy,modernist,satire
The Magic Mountain | Thomas Mann | 1924 | philosophical,modernist,love,coming-of-age
A Passage to India | E. M. Forster | 1924 | political,journey,drama,mystery
We | Yevgeny Zamyatin | 1924 | dystopia,science-fiction,political,rebellion
Twenty Love Poems and a Song of Despair | Pablo Neruda | 1924 | poetic,love,melancholic,nature
The Great Gatsby | F. Scott Fitzgerald | 1925 | love,tragic,urban,nostalgic,satire
Mrs Dalloway | Virginia Woolf | 1925 | modernist,urban,psychological,melancholic
The Trial | Franz Kafka | 1925 | surreal,dystopia,dark,modernist,philosophical
The Murder of Roger Ackroyd | Agatha Christie | 1926 | mystery,crime,suspense
The Sun Also Rises | Ernest Hemingway | 1926 | modernist,love,journey,melancholic
To the Lighthouse | Virginia Woolf | 1927 | modernist,family,melancholic,poetic,nostalgic
Steppenwolf | Hermann Hesse | 1927 | psychological,surreal,philosophical,music
Nadja | André Breton | 1928 | surreal,love,urban,experimental
Orlando | Virginia Woolf | 1928 | fantasy,historical,modernist,biography,humour
All Quiet on the Western Front | Erich Maria Remarque | 1929 | war,tragic,youth,protest
Berlin Alexanderplatz | Alfred Döblin | 1929 | modernist,urban,crime,dark
The Sound and the Fury | William Faulkner | 1929 | modernist,nonlinear,family,tragic,psychological
A Room of One's Own | Virginia Woolf | 1929 | essay,political,rebellion
Emil and the Detectives | Erich Kästner | 1929 | youth,urban,crime,family,adventure
The Maltese Falcon | Dashiell Hammett | 1930 | noir,crime,mystery,urban
Brave New World | Aldous Huxley | 1932 | dystopia,science-fiction,satire,philosophical
Journey to the End of the Night | Louis-Ferdinand Céline | 1932 | dark,war,journey,satire,modernist
The Radetzky March | Joseph Roth | 1932 | historical,family,melancholic,nostalgic,war
Man's Fate | André Malraux | 1933 | political,rebellion,war,tragic
Murder on the Orient Express | Agatha Christie | 1934 | mystery,crime,suspense,journey
Untouchable | Mulk Raj Anand | 1935 | political,protest,drama,religion
The Blind Owl | Sadegh Hedayat | 1936 | surreal,dark,psychological,modernist
Gone with the Wind | Margaret Mitchell | 1936 | historical,love,war,epic
The Hobbit | J. R. R. Tolkien | 1937 | fantasy,adventure,journey,family
Their Eyes Were Watching God | Zora Neale Hurston | 1937 | love,coming-of-age,poetic,folk
Out of Africa | Karen Blixen | 1937 | biography,nature,nostalgic,journey
Ferdydurke | Witold Gombrowicz | 1937 | satire,surreal,youth,modernist
Snow Country | Yasunari Kawabata | 1937 | love,melancholic,poetic,nature,minimalist
Rebecca | Daphne du Maurier | 1938 | gothic,suspense,psychological,romance
Nausea | Jean-Paul Sartre | 1938 | philosophical,psychological,modernist,urban
Homage to Catalonia | George Orwell | 1938 | war,political,biography,rebellion
The Grapes of Wrath | John Steinbeck | 1939 | road,family,protest,journey,tragic
The Big Sleep | Raymond Chandler | 1939 | noir,crime,mystery,urban
And Then There Were None | Agatha Christie | 1939 | mystery,crime,suspense,dark
The Tartar Steppe | Dino Buzzati | 1940 | philosophical,melancholic,surreal,war
Native Son | Richard Wright | 1940 | protest,crime,urban,tragic
The Heart Is a Lonely Hunter | Carson McCullers | 1940 | melancholic,coming-of-age,drama,music
For Whom the Bell Tolls | Ernest Hemingway | 1940 | war,love,political,tragic
The Stranger | Albert Camus | 1942 | philosophical,crime,minimalist,modernist
The Little Prince | Antoine de Saint-Exupéry | 1943 | fantasy,philosophical,space,family,melancholic
Ficciones | Jorge Luis Borges | 1944 | philosophical,surreal,fantasy,postmodern
Animal Farm | George Orwell | 1945 | satire,political,rebellion,dystopia
The Bridge on the Drina | Ivo Andrić | 1945 | historical,epic,political,tragic
Brideshead Revisited | Evelyn Waugh | 1945 | nostalgic,religion,love,family
Pippi Longstocking | Astrid Lindgren | 1945 | family,humour,rebellion,youth,feel-good
If This Is a Man | Primo Levi | 1947 | biography,war,historical,dark,philosophical
The Diary of a Young Girl | Anne Frank | 1947 | biography,war,youth,tragic,coming-of-age
The Plague | Albert Camus | 1947 | philosophical,tragic,political,urban
Under the Volcano | Malcolm Lowry | 1947 | modernist,tragic,psychological,love
Exercises in Style | Raymond Queneau | 1947 | experimental,humour,urban,postmodern
No Longer Human | Osamu Dazai | 1948 | melancholic,psychological,dark,tragic
Cry, the Beloved Country | Alan Paton | 1948 | political,protest,family,tragic
Finn Family Moomintroll | Tove Jansson | 1948 | family,fantasy,feel-good,nature
Nineteen Eighty-Four | George Orwell | 1949 | dystopia,political,rebellion,science-fiction,dark
The Second Sex | Simone de Beauvoir | 1949 | essay,philosophical,political,rebellion
The Kingdom of This World | Alejo Carpentier | 1949 | magical-realism,historical,rebellion,religion
The Sheltering Sky | Paul Bowles | 1949 | journey,melancholic,dark,psychological
The Catcher in the Rye | J. D. Salinger | 1951 | coming-of-age,youth,rebellion,urban
Foundation | Isaac Asimov | 1951 | science-fiction,space,political,epic
Memoirs of Hadrian | Marguerite Yourcenar | 1951 | historical,biography,philosophical,meditative
Invisible Man | Ralph Ellison | 1952 | political,urban,surreal,protest,coming-of-age
The Palm-Wine Drinkard | Amos Tutuola | 1952 | folk,fantasy,mythology,journey
Waiting for Godot | Samuel Beckett | 1952 | drama,philosophical,minimalist,tragic,comedy
The Old Man and the Sea | Ernest Hemingway | 1952 | nature,minimalist,meditative,tragic
East of Eden | John Steinbeck | 1952 | family,epic,tragic,religion
Charlotte's Web | E. B. White | 1952 | family,nature,feel-good,melancholic
Fahrenheit 451 | Ray Bradbury | 1953 | dystopia,science-fiction,rebellion,political
Casino Royale | Ian Fleming | 1953 | spy,thriller,action,suspense
The Long Goodbye | Raymond Chandler | 1953 | noir,crime,mystery,melancholic,urban
Lord of the Flies | William Golding | 1954 | youth,dark,psychological,adventure,dystopia
The Fellowship of the Ring | J. R. R. Tolkien | 1954 | fantasy,epic,journey,adventure,mythology
Lolita | Vladimir Nabokov | 1955 | psychological,road,dark,satire
Pedro Páramo | Juan Rulfo | 1955 | magical-realism,nonlinear,supernatural,melancholic
The Talented Mr. Ripley | Patricia Highsmith | 1955 | crime,psychological,thriller,suspense
Giovanni's Room | James Baldwin | 1956 | love,tragic,psychological,urban
Howl and Other Poems | Allen Ginsberg | 1956 | poetic,protest,urban,rebellion
The Lonely Londoners | Sam Selvon | 1956 | immigrant,urban,humour,melancholic
Palace Walk | Naguib Mahfouz | 1956 | family,urban,political,historical
The Temple of the Golden Pavilion | Yukio Mishima | 1956 | psychological,religion,dark,philosophical
Doctor Zhivago | Boris Pasternak | 1957 | love,historical,war,epic,poetic
On the Road | Jack Kerouac | 1957 | road,journey,rebellion,jazz,youth
Voss | Patrick White | 1957 | journey,nature,epic,love
Things Fall Apart | Chinua Achebe | 1958 | tragic,political,historical,folk
The Leopard | Giuseppe Tomasi di Lampedusa | 1958 | historical,nostalgic,political,melancholic,family
Our Man in Havana | Graham Greene | 1958 | spy,comedy,satire,political
Breakfast at Tiffany's | Truman Capote | 1958 | urban,love,nostalgic,melancholic
The Tin Drum | Günter Grass | 1959 | magical-realism,war,satire,historical
The Haunting of Hill House | Shirley Jackson | 1959 | horror,gothic,psychological,supernatural
Naked Lunch | William S. Burroughs | 1959 | experimental,surreal,dark,nonlinear,satire
To Kill a Mockingbird | Harper Lee | 1960 | coming-of-age,family,protest,drama
God's Bits of Wood | Ousmane Sembène | 1960 | political,protest,rebellion,epic
Catch-22 | Joseph Heller | 1961 | war,satire,comedy,nonlinear,surreal
Solaris | Stanisław Lem | 1961 | science-fiction,space,philosophical,psychological,love
A House for Mr Biswas | V. S. Naipaul | 1961 | family,comedy,melancholic,biography
The Prime of Miss Jean Brodie | Muriel Spark | 1961 | school,satire,youth,nonlinear
Revolutionary Road | Richard Yates | 1961 | family,tragic,drama,melancholic
The Wretched of the Earth | Frantz Fanon | 1961 | political,rebellion,essay,protest
A Clockwork Orange | Anthony Burgess | 1962 | dystopia,youth,dark,satire,experimental
One Day in the Life of Ivan Denisovich | Aleksandr Solzhenitsyn | 1962 | political,protest,historical,minimalist
Silent Spring | Rachel Carson | 1962 | science,nature,protest,essay
Pale Fire | Vladimir Nabokov | 1962 | postmodern,experimental,poetic,humour,mystery
The Golden Notebook | Doris Lessing | 1962 | experimental,political,psychological,nonlinear
The Man in the High Castle | Philip K. Dick | 1962 | science-fiction,dystopia,political,philosophical
The Woman in the Dunes | Kōbō Abe | 1962 | surreal,psychological,minimalist,suspense
The Death of Artemio Cruz | Carlos Fuentes | 1962 | modernist,political,nonlinear,historical
A Wrinkle in Time | Madeleine L'Engle | 1962 | fantasy,science-fiction,family,youth,space
The Structure of Scientific Revolutions | Thomas S. Kuhn | 1962 | science,philosophical,essay
The Bell Jar | Sylvia Plath | 1963 | psychological,coming-of-age,melancholic,dark
Hopscotch | Julio Cortázar | 1963 | experimental,nonlinear,love,jazz,postmodern
The Spy Who Came in from the Cold | John le Carré | 1963 | spy,thriller,dark,political
Where the Wild Things Are | Maurice Sendak | 1963 | family,fantasy,youth,rebellion
Cat's Cradle | Kurt Vonnegut | 1963 | satire,science-fiction,religion,humour
The Fire Next Time | James Baldwin | 1963 | essay,protest,political,religion
Charlie and the Chocolate Factory | Roald Dahl | 1964 | family,fantasy,humour,comedy
A Personal Matter | Kenzaburō Ōe | 1964 | psychological,family,drama,dark
Dune | Frank Herbert | 1965 | science-fiction,space,epic,political,religion
The Autobiography of Malcolm X | Malcolm X and Alex Haley | 1965 | biography,political,protest,religion,rebellion
Closely Watched Trains | Bohumil Hrabal | 1965 | war,coming-of-age,comedy,tragic
Cosmicomics | Italo Calvino | 1965 | science-fiction,humour,space,postmodern,science
Ariel | Sylvia Plath | 1965 | poetic,dark,psychological,melancholic
In Cold Blood | Truman Capote | 1966 | crime,dark,suspense,psychological
Season of Migration to the North | Tayeb Salih | 1966 | immigrant,political,psychological,dark
Wide Sargasso Sea | Jean Rhys | 1966 | gothic,love,tragic,postmodern
Silence | Shūsaku Endō | 1966 | religion,historical,philosophical,tragic
The Crying of Lot 49 | Thomas Pynchon | 1966 | postmodern,mystery,satire,humour
One Hundred Years of Solitude | Gabriel García Márquez | 1967 | magical-realism,family,epic,love,melancholic
The Master and Margarita | Mikhail Bulgakov | 1967 | satire,supernatural,love,surreal,religion
The Joke | Milan Kundera | 1967 | political,love,satire,melancholic
Do Androids Dream of Electric Sheep? | Philip K. Dick | 1968 | science-fiction,dystopia,noir,philosophical
A Wizard of Earthsea | Ursula K. Le Guin | 1968 | fantasy,coming-of-age,journey,school
2001: A Space Odyssey | Arthur C. Clarke | 1968 | science-fiction,space,philosophical,journey
Slaughterhouse-Five | Kurt Vonnegut | 1969 | war,science-fiction,satire,nonlinear,postmodern
The Left Hand of Darkness | Ursula K. Le Guin | 1969 | science-fiction,political,journey,philosophical
I Know Why the Caged Bird Sings | Maya Angelou | 1969 | biography,coming-of-age,protest,poetic
The Godfather | Mario Puzo | 1969 | crime,family,thriller,immigrant
Bury My Heart at Wounded Knee | Dee Brown | 1970 | historical,western,tragic,protest
Fear and Loathing in Las Vegas | Hunter S. Thompson | 1971 | psychedelic,road,satire,humour
Open Veins of Latin America | Eduardo Galeano | 1971 | political,historical,essay,protest
Invisible Cities | Italo Calvino | 1972 | urban,poetic,fantasy,postmodern,journey
Roadside Picnic | Arkady and Boris Strugatsky | 1972 | science-fiction,mystery,dark,adventure
The Summer Book | Tove Jansson | 1972 | nature,family,meditative,minimalist
Watership Down | Richard Adams | 1972 | adventure,journey,nature,epic
Ways of Seeing | John Berger | 1972 | essay,political,philosophical
Gravity's Rainbow | Thomas Pynchon | 1973 | postmodern,war,experimental,satire,epic
Momo | Michael Ende | 1973 | fantasy,family,philosophical,urban
The Gulag Archipelago | Aleksandr Solzhenitsyn | 1973 | political,historical,protest,dark
The Dispossessed | Ursula K. Le Guin | 1974 | science-fiction,political,philosophical,space,science
Tinker Tailor Soldier Spy | John le Carré | 1974 | spy,mystery,suspense,political
Zen and the Art of Motorcycle Maintenance | Robert M. Pirsig | 1974 | road,philosophical,family,journey
Carrie | Stephen King | 1974 | horror,school,supernatural,youth
The Periodic Table | Primo Levi | 1975 | science,biography,war,philosophical
Ragtime | E. L. Doctorow | 1975 | historical,immigrant,urban,political,music
Woman at Point Zero | Nawal El Saadawi | 1975 | protest,political,tragic,crime
Death and the King's Horseman | Wole Soyinka | 1975 | drama,tragic,mythology,political
Interview with the Vampire | Anne Rice | 1976 | gothic,horror,supernatural,melancholic
Kiss of the Spider Woman | Manuel Puig | 1976 | political,love,experimental,drama
The Selfish Gene | Richard Dawkins | 1976 | science,nature,essay
The Hour of the Star | Clarice Lispector | 1977 | modernist,melancholic,urban,philosophical
Song of Solomon | Toni Morrison | 1977 | family,magical-realism,coming-of-age,folk
The Shining | Stephen King | 1977 | horror,supernatural,psychological,family
Ceremony | Leslie Marmon Silko | 1977 | mythology,nature,war,nonlinear
Petals of Blood | Ngũgĩ wa Thiong'o | 1977 | political,protest,crime,rebellion
Life: A User's Manual | Georges Perec | 1978 | experimental,postmodern,urban,nonlinear
The Sea, the Sea | Iris Murdoch | 1978 | psychological,love,comedy,philosophical
The Hitchhiker's Guide to the Galaxy | Douglas Adams | 1979 | science-fiction,comedy,space,humour,journey
If on a winter's night a traveler | Italo Calvino | 1979 | postmodern,experimental,nonlinear,humour
Kindred | Octavia E. Butler | 1979 | science-fiction,historical,protest,suspense
So Long a Letter | Mariama Bâ | 1979 | family,melancholic,political,love
The Neverending Story | Michael Ende | 1979 | fantasy,family,adventure,youth
The Right Stuff | Tom Wolfe | 1979 | space,science,biography,adventure
Gödel, Escher, Bach | Douglas Hofstadter | 1979 | science,philosophical,music,experimental
The Name of the Rose | Umberto Eco | 1980 | mystery,historical,religion,philosophical,postmodern
Waiting for the Barbarians | J. M. Coetzee | 1980 | political,philosophical,dark,dystopia
Cosmos | Carl Sagan | 1980 | science,space,philosophical,essay
Midnight's Children | Salman Rushdie | 1981 | magical-realism,historical,political,family,postmodern
Chronicle of a Death Foretold | Gabriel García Márquez | 1981 | crime,tragic,nonlinear,suspense
The House of the Spirits | Isabel Allende | 1982 | magical-realism,family,political,epic
The Color Purple | Alice Walker | 1982 | family,coming-of-age,love,rebellion
Akira | Katsuhiro Otomo | 1982 | science-fiction,dystopia,urban,action,youth
The Piano Teacher | Elfriede Jelinek | 1983 | psychological,dark,music,family
Neuromancer | William Gibson | 1984 | science-fiction,dystopia,noir,heist,urban
The Unbearable Lightness of Being | Milan Kundera | 1984 | love,philosophical,political,postmodern
The Lover | Marguerite Duras | 1984 | love,nostalgic,minimalist,coming-of-age
The House on Mango Street | Sandra Cisneros | 1984 | immigrant,coming-of-age,urban,poetic
The Year of the Death of Ricardo Reis | José Saramago | 1984 | melancholic,political,poetic,magical-realism
The Handmaid's Tale | Margaret Atwood | 1985 | dystopia,political,religion,rebellion,dark
Blood Meridian | Cormac McCarthy | 1985 | western,dark,epic,historical
White Noise | Don DeLillo | 1985 | postmodern,satire,family,dark
Perfume | Patrick Süskind | 1985 | crime,historical,gothic,dark
Ender's Game | Orson Scott Card | 1985 | science-fiction,space,war,school,youth
Love in the Time of Cholera | Gabriel García Márquez | 1985 | love,romance,nostalgic,magical-realism
Maus | Art Spiegelman | 1986 | war,biography,family,historical,tragic
Red Sorghum | Mo Yan | 1986 | war,family,historical,magical-realism
Howl's Moving Castle | Diana Wynne Jones | 1986 | fantasy,family,romance,humour
Watchmen | Alan Moore and Dave Gibbons | 1987 | science-fiction,noir,political,nonlinear,dark
Beloved | Toni Morrison | 1987 | gothic,historical,supernatural,tragic,family
Norwegian Wood | Haruki Murakami | 1987 | love,coming-of-age,nostalgic,melancholic,music
The New York Trilogy | Paul Auster | 1987 | postmodern,mystery,urban,noir
The Black Dahlia | James Ellroy | 1987 | noir,crime,mystery,dark,urban
The Alchemist | Paulo Coelho | 1988 | journey,philosophical,fantasy,feel-good
The Satanic Verses | Salman Rushdie | 1988 | magical-realism,immigrant,religion,postmodern
Nervous Conditions | Tsitsi Dangarembga | 1988 | coming-of-age,family,political,school
A Brief History of Time | Stephen Hawking | 1988 | science,space,philosophical
Kitchen | Banana Yoshimoto | 1988 | melancholic,family,youth,love,urban
Matilda | Roald Dahl | 1988 | family,school,humour,rebellion
The Remains of the Day | Kazuo Ishiguro | 1989 | nostalgic,melancholic,love,road,political
Hyperion | Dan Simmons | 1989 | science-fiction,space,epic,religion,journey
The Joy Luck Club | Amy Tan | 1989 | immigrant,family,nostalgic,drama
Like Water for Chocolate | Laura Esquivel | 1989 | magical-realism,love,family,rebellion
Guards! Guards! | Terry Pratchett | 1989 | fantasy,comedy,satire,humour,urban
Good Omens | Terry Pratchett and Neil Gaiman | 1990 | comedy,fantasy,religion,humour,supernatural
The Things They Carried | Tim O'Brien | 1990 | war,postmodern,melancholic,tragic
Jurassic Park | Michael Crichton | 1990 | science-fiction,thriller,science,adventure
Possession | A. S. Byatt | 1990 | love,mystery,poetic,historical,postmodern
The Famished Road | Ben Okri | 1991 | magical-realism,mythology,poetic,urban
Sophie's World | Jostein Gaarder | 1991 | philosophical,youth,mystery,school
Wild Swans | Jung Chang | 1991 | biography,family,historical,political
American Psycho | Bret Easton Ellis | 1991 | satire,dark,horror,urban
The Secret History | Donna Tartt | 1992 | crime,school,suspense,psychological,youth
The English Patient | Michael Ondaatje | 1992 | war,love,poetic,nonlinear,melancholic
Snow Crash | Neal Stephenson | 1992 | science-fiction,action,satire,dystopia,urban
Smilla's Sense of Snow | Peter Høeg | 1992 | thriller,mystery,crime,nature
All the Pretty Horses | Cormac McCarthy | 1992 | western,coming-of-age,love,journey
Texaco | Patrick Chamoiseau | 1992 | historical,urban,epic,political,folk
Parable of the Sower | Octavia E. Butler | 1993 | dystopia,science-fiction,religion,journey
Trainspotting | Irvine Welsh | 1993 | urban,dark,comedy,youth,punk
A Suitable Boy | Vikram Seth | 1993 | family,love,epic,political
To Live | Yu Hua | 1993 | family,tragic,historical,political
The Virgin Suicides | Jeffrey Eugenides | 1993 | youth,melancholic,nostalgic,tragic
The Giver | Lois Lowry | 1993 | dystopia,youth,science-fiction,coming-of-age
The Wind-Up Bird Chronicle | Haruki Murakami | 1994 | surreal,mystery,magical-realism,war
The Memory Police | Yōko Ogawa | 1994 | dystopia,surreal,melancholic,political
Long Walk to Freedom | Nelson Mandela | 1994 | biography,political,rebellion,protest
Blindness | José Saramago | 1995 | dystopia,dark,philosophical,urban
Northern Lights | Philip Pullman | 1995 | fantasy,adventure,youth,religion,journey
The Rings of Saturn | W. G. Sebald | 1995 | melancholic,journey,essay,nature,meditative
A Fine Balance | Rohinton Mistry | 1995 | tragic,political,urban,epic
Infinite Jest | David Foster Wallace | 1996 | postmodern,experimental,satire,sport,nonlinear
A Game of Thrones | George R. R. Martin | 1996 | fantasy,epic,political,war,family
Fight Club | Chuck Palahniuk | 1996 | rebellion,satire,dark,psychological
Bridget Jones's Diary | Helen Fielding | 1996 | comedy,romance,humour,urban,feel-good
Angela's Ashes | Frank McCourt | 1996 | biography,family,immigrant,tragic,coming-of-age
Harry Potter and the Philosopher's Stone | J. K. Rowling | 1997 | fantasy,school,youth,adventure,family
The God of Small Things | Arundhati Roy | 1997 | family,tragic,love,nonlinear,poetic
Underworld | Don DeLillo | 1997 | epic,postmodern,nonlinear,sport,historical
Voices from Chernobyl | Svetlana Alexievich | 1997 | historical,tragic,science,political
Into Thin Air | Jon Krakauer | 1997 | adventure,nature,tragic,sport
The Savage Detectives | Roberto Bolaño | 1998 | poetic,road,youth,nonlinear,rebellion
My Name Is Red | Orhan Pamuk | 1998 | mystery,historical,religion,love,postmodern
Atomised | Michel Houellebecq | 1998 | satire,philosophical,dark,science
The Hours | Michael Cunningham | 1998 | nonlinear,melancholic,psychological,love
Disgrace | J. M. Coetzee | 1999 | political,dark,family,drama
Interpreter of Maladies | Jhumpa Lahiri | 1999 | immigrant,love,melancholic,family
Fear and Trembling | Amélie Nothomb | 1999 | satire,comedy,biography,urban
Battle Royale | Koushun Takami | 1999 | dystopia,action,youth,thriller,school
White Teeth | Zadie Smith | 2000 | immigrant,urban,comedy,family,religion
Persepolis | Marjane Satrapi | 2000 | biography,coming-of-age,rebellion,political,immigrant
The Amazing Adventures of Kavalier & Clay | Michael Chabon | 2000 | immigrant,historical,urban,adventure,love
The Feast of the Goat | Mario Vargas Llosa | 2000 | political,historical,dark,suspense
House of Leaves | Mark Z. Danielewski | 2000 | horror,experimental,postmodern,psychological
Austerlitz | W. G. Sebald | 2001 | melancholic,war,nostalgic,journey,meditative
Life of Pi | Yann Martel | 2001 | adventure,journey,religion,nature,philosophical
The Shadow of the Wind | Carlos Ruiz Zafón | 2001 | mystery,gothic,urban,love,coming-of-age
American Gods | Neil Gaiman | 2001 | fantasy,mythology,road,immigrant
Atonement | Ian McEwan | 2001 | war,love,tragic,postmodern
The Corrections | Jonathan Franzen | 2001 | family,satire,drama,comedy
Kafka on the Shore | Haruki Murakami | 2002 | surreal,magical-realism,coming-of-age,music
Middlesex | Jeffrey Eugenides | 2002 | immigrant,family,coming-of-age,epic
A Tale of Love and Darkness | Amos Oz | 2002 | biography,family,nostalgic,melancholic,historical
The Yacoubian Building | Alaa Al Aswany | 2002 | urban,political,satire,drama
The Kite Runner | Khaled Hosseini | 2003 | immigrant,family,war,tragic,coming-of-age
The Curious Incident of the Dog in the Night-Time | Mark Haddon | 2003 | mystery,youth,family,coming-of-age
Purple Hibiscus | Chimamanda Ngozi Adichie | 2003 | coming-of-age,family,religion,political
Oryx and Crake | Margaret Atwood | 2003 | dystopia,science-fiction,science,satire
2666 | Roberto Bolaño | 2004 | epic,crime,dark,experimental,mystery
Cloud Atlas | David Mitchell | 2004 | nonlinear,science-fiction,epic,postmodern,historical
Gilead | Marilynne Robinson | 2004 | religion,meditative,family,nostalgic
Suite Française | Irène Némirovsky | 2004 | war,historical,love,tragic
Jonathan Strange & Mr Norrell | Susanna Clarke | 2004 | fantasy,historical,humour,supernatural
Let the Right One In | John Ajvide Lindqvist | 2004 | horror,supernatural,youth,love,dark
Never Let Me Go | Kazuo Ishiguro | 2005 | dystopia,love,melancholic,school,science-fiction
The Girl with the Dragon Tattoo | Stieg Larsson | 2005 | crime,thriller,mystery,suspense
The Book Thief | Markus Zusak | 2005 | war,youth,family,tragic
The Road | Cormac McCarthy | 2006 | dystopia,road,family,dark,minimalist
Half of a Yellow Sun | Chimamanda Ngozi Adichie | 2006 | war,historical,love,political
Fun Home | Alison Bechdel | 2006 | biography,family,coming-of-age,nonlinear
The Elegance of the Hedgehog | Muriel Barbery | 2006 | philosophical,urban,humour,melancholic
The Final Empire | Brandon Sanderson | 2006 | fantasy,heist,rebellion,epic,action
The Brief Wondrous Life of Oscar Wao | Junot Díaz | 2007 | immigrant,family,magical-realism,latin,tragic
Flights | Olga Tokarczuk | 2007 | journey,experimental,philosophical,nonlinear
The Vegetarian | Han Kang | 2007 | psychological,surreal,dark,rebellion,family
The White Tiger | Aravind Adiga | 2008 | satire,crime,urban,political
The Three-Body Problem | Liu Cixin | 2008 | science-fiction,space,science,political,mystery
The Hunger Games | Suzanne Collins | 2008 | dystopia,youth,action,rebellion,science-fiction
The Years | Annie Ernaux | 2008 | biography,nostalgic,experimental,historical
Olive Kitteridge | Elizabeth Strout | 2008 | family,melancholic,drama
Wolf Hall | Hilary Mantel | 2009 | historical,political,biography,drama
Drive Your Plow Over the Bones of the Dead | Olga Tokarczuk | 2009 | crime,nature,mystery,philosophical,humour
The City & the City | China Miéville | 2009 | crime,urban,fantasy,noir,political
A Death in the Family | Karl Ove Knausgård | 2009 | biography,family,melancholic,coming-of-age
Just Kids | Patti Smith | 2010 | biography,music,love,punk,nostalgic
A Visit from the Goon Squad | Jennifer Egan | 2010 | music,nonlinear,punk,nostalgic,postmodern
The Immortal Life of Henrietta Lacks | Rebecca Skloot | 2010 | science,biography,family,protest
Celestial Bodies | Jokha Alharthi | 2010 | family,historical,love,nonlinear
My Brilliant Friend | Elena Ferrante | 2011 | coming-of-age,urban,family,school
The Martian | Andy Weir | 2011 | science-fiction,space,science,humour,adventure
Sapiens | Yuval Noah Harari | 2011 | science,historical,philosophical,essay
The Song of Achilles | Madeline Miller | 2011 | mythology,love,war,tragic
The Sense of an Ending | Julian Barnes | 2011 | nostalgic,psychological,melancholic,mystery
Gone Girl | Gillian Flynn | 2012 | thriller,mystery,psychological,crime,suspense
Americanah | Chimamanda Ngozi Adichie | 2013 | immigrant,love,satire,political
The Luminaries | Eleanor Catton | 2013 | historical,mystery,experimental,adventure
Frankenstein in Baghdad | Ahmed Saadawi | 2013 | war,horror,satire,surreal,urban
Secondhand Time | Svetlana Alexievich | 2013 | historical,political,nostalgic,tragic
The Goldfinch | Donna Tartt | 2013 | coming-of-age,crime,melancholic,urban
Ancillary Justice | Ann Leckie | 2013 | science-fiction,space,political,action
Annihilation | Jeff VanderMeer | 2014 | science-fiction,horror,nature,mystery,surreal
Station Eleven | Emily St. John Mandel | 2014 | dystopia,nonlinear,science-fiction,music,melancholic
Human Acts | Han Kang | 2014 | political,historical,tragic,protest
The Books of Jacob | Olga Tokarczuk | 2014 | historical,religion,epic,journey
A Brief History of Seven Killings | Marlon James | 2014 | crime,political,reggae,epic,historical
Fever Dream | Samanta Schweblin | 2014 | horror,surreal,psychological,suspense,nature
H is for Hawk | Helen Macdonald | 2014 | nature,biography,melancholic,meditative
Citizen: An American Lyric | Claudia Rankine | 2014 | poetic,protest,essay,experimental
Seven Brief Lessons on Physics | Carlo Rovelli | 2014 | science,philosophical,space,essay
Kintu | Jennifer Nansubuga Makumbi | 2014 | family,epic,mythology,historical
A Little Life | Hanya Yanagihara | 2015 | tragic,dark,urban,psychological
The Sympathizer | Viet Thanh Nguyen | 2015 | spy,war,immigrant,satire,political
The Fifth Season | N. K. Jemisin | 2015 | fantasy,science-fiction,dystopia,rebellion
Children of Time | Adrian Tchaikovsky | 2015 | science-fiction,space,science,epic
Between the World and Me | Ta-Nehisi Coates | 2015 | essay,protest,family,political
Before the Coffee Gets Cold | Toshikazu Kawaguchi | 2015 | magical-realism,love,feel-good,melancholic
Convenience Store Woman | Sayaka Murata | 2016 | comedy,urban,satire,minimalist
Kim Jiyoung, Born 1982 | Cho Nam-joo | 2016 | political,protest,family,urban
The Underground Railroad | Colson Whitehead | 2016 | historical,journey,magical-realism,rebellion
Homegoing | Yaa Gyasi | 2016 | family,historical,epic,immigrant
Pachinko | Min Jin Lee | 2017 | immigrant,family,historical,epic
Lincoln in the Bardo | George Saunders | 2017 | experimental,supernatural,historical,family
Exit West | Mohsin Hamid | 2017 | immigrant,magical-realism,love,war
Hurricane Season | Fernanda Melchor | 2017 | dark,crime,experimental,tragic
Milkman | Anna Burns | 2018 | political,coming-of-age,experimental,humour
Normal People | Sally Rooney | 2018 | love,coming-of-age,youth,melancholic
Circe | Madeline Miller | 2018 | mythology,fantasy,rebellion,family
The Overstory | Richard Powers | 2018 | nature,protest,epic,science
Tomb of Sand | Geetanjali Shree | 2018 | family,journey,experimental,humour
At Night All Blood Is Black | David Diop | 2018 | war,dark,psychological,poetic
The Discomfort of Evening | Marieke Lucas Rijneveld | 2018 | dark,family,coming-of-age,religion
Say Nothing | Patrick Radden Keefe | 2018 | crime,political,historical,mystery
Girl, Woman, Other | Bernardine Evaristo | 2019 | urban,family,experimental,immigrant
On Earth We're Briefly Gorgeous | Ocean Vuong | 2019 | immigrant,poetic,love,family,coming-of-age
Breasts and Eggs | Mieko Kawakami | 2019 | urban,family,humour,philosophical
Piranesi | Susanna Clarke | 2020 | fantasy,mystery,philosophical,meditative
Hamnet | Maggie O'Farrell | 2020 | historical,family,tragic,poetic
Shuggie Bain | Douglas Stuart | 2020 | family,urban,tragic,coming-of-age
Time Shelter | Georgi Gospodinov | 2020 | nostalgic,political,satire,philosophical
The Anomaly | Hervé Le Tellier | 2020 | science-fiction,mystery,philosophical,humour
Afterlives | Abdulrazak Gurnah | 2020 | historical,war,love,family
The Vanishing Half | Brit Bennett | 2020 | family,historical,drama,mystery
Klara and the Sun | Kazuo Ishiguro | 2021 | science-fiction,family,melancholic,dystopia
Project Hail Mary | Andy Weir | 2021 | science-fiction,space,science,humour,feel-good
The Most Secret Memory of Men | Mohamed Mbougar Sarr | 2021 | mystery,journey,nonlinear,political
Kairos | Jenny Erpenbeck | 2021 | love,political,historical,melancholic
We Do Not Part | Han Kang | 2021 | historical,tragic,poetic,political
Crying in H Mart | Michelle Zauner | 2021 | biography,family,immigrant,music,melancholic
Small Things Like These | Claire Keegan | 2021 | family,religion,minimalist,historical
The Promise | Damon Galgut | 2021 | family,political,tragic,satire
Tomorrow, and Tomorrow, and Tomorrow | Gabrielle Zevin | 2022 | love,coming-of-age,youth,nostalgic
The Seven Moons of Maali Almeida | Shehan Karunatilaka | 2022 | supernatural,political,war,satire,mystery
Demon Copperhead | Barbara Kingsolver | 2022 | coming-of-age,youth,tragic,protest
Babel | R. F. Kuang | 2022 | fantasy,historical,school,rebellion,political
Trust | Hernan Diaz | 2022 | historical,postmodern,mystery,urban
Sea of Tranquility | Emily St. John Mandel | 2022 | science-fiction,space,nonlinear,melancholic
Prophet Song | Paul Lynch | 2023 | dystopia,family,political,dark
Orbital | Samantha Harvey | 2023 | space,meditative,poetic,science
Yellowface | R. F. Kuang | 2023 | satire,thriller,psychological,urban
James | Percival Everett | 2024 | satire,historical,journey,rebellion
Intermezzo | Sally Rooney | 2024 | family,love,melancholic,sport`;
