/**
 * Words of more than three letters, folded, that stand in books of every kind and tell nothing of
 * one: of each language that many readers look for books in, with those that are a name or a thing
 * in another one left out.
 */
export const COMMON_WORDS = new Set(
  `about after also been before from have into over some such than that their them then there these
   they this those through under upon very were what when where which while whose with without
   would your
   aber auch beim dass deine dich diese dieser dieses durch eine einem einen einer eines gegen haben
   ihre ihren ihrer keine mein meine meinen meiner nach nicht noch oder ohne sein seine seinen seiner
   sich sind uber unser unter wenn werden wird wurde zwischen
   avec cette comme dans entre leur leurs mais nous pour sans sous sont tout toute vers votre vous
   como desde donde ella esta este hacia hasta para pero porque sobre
   alla dalla degli della delle dello nella nelle nello perche questa questo sono sulla
   dela dele pela pelo seus suas
   deze haar naar niet onder tussen voor wordt zijn
   efter eller fran ikke inte till utan`.split(/\s+/)
)
