using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using static Vennlink.Links.Parsing.HtmlTag;

namespace Vennlink.Links.Parsing;

/// <summary>Names and traits of the known elements. Immutable.</summary>
internal static class HtmlTagTable
{
    /// <summary>Longest name whose <see cref="Key"/> is the name itself.</summary>
    public const int MaxExactKeyBytes = 8;

    private const int SlotBits = 10;
    private const ulong HashMultiplier = 0x9E37_79B9_7F4A_7C15;

    private static readonly string[] Names =
    [
        "", "a", "address", "annotation-xml", "applet", "area", "article", "aside", "b", "base", "basefont", "bgsound",
        "big", "blockquote", "body", "br", "button", "caption", "center", "code", "col", "colgroup", "dd", "desc",
        "details", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font",
        "footer", "foreignobject", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
        "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "keygen", "li", "link", "listing", "main",
        "malignmark", "marquee", "math", "menu", "meta", "mglyph", "mi", "mn", "mo", "ms", "mtext", "nav", "nobr",
        "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "p", "param", "plaintext", "pre", "rb",
        "rp", "rt", "rtc", "ruby", "s", "script", "search", "section", "select", "small", "source", "span", "strike",
        "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot",
        "th", "thead", "title", "tr", "track", "tt", "u", "ul", "var", "wbr", "xmp",
    ];

    private static readonly HtmlTraits[] TraitsByTag = BuildTraits();
    private static readonly Slot[] Slots = BuildSlots();

    /// <summary>Traits of an HTML element; none for names that are not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HtmlTraits Traits(int tag) =>
        (uint)tag < (uint)TraitsByTag.Length ? TraitsByTag[tag] : HtmlTraits.None;

    /// <summary>Whether it is an HTML formatting element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFormatting(int tag) => (Traits(tag) & HtmlTraits.Formatting) != 0;

    /// <summary>Whether it has a node wherever it stands, see <see cref="HtmlTraits.Sought"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSought(int tag) => (Traits(tag) & HtmlTraits.Sought) != 0;

    /// <summary>The name of a known element, lower case.</summary>
    public static string Name(HtmlTag tag) => Names[(int)tag];

    /// <summary>
    /// Key of a name: its lower-case bytes themselves up to eight of them, the first lowest, else a hash with the top
    /// bit set (a name of eight ASCII bytes never has it; longer names and names with bytes above 0x7F are compared
    /// byte by byte).
    /// </summary>
    public static ulong Key(ReadOnlySpan<byte> name)
    {
        ulong key = 0;
        if (name.Length <= MaxExactKeyBytes)
        {
            for (int index = 0; index < name.Length; index++)
            {
                // A NUL at the end would leave no trace.
                key |= (ulong)(name[index] == 0 ? byte.MaxValue : HtmlBytes.Lower(name[index])) << (8 * index);
            }

            return key;
        }

        foreach (byte b in name)
        {
            key = (BitOperations.RotateLeft(key, 5) ^ HtmlBytes.Lower(b)) * HashMultiplier;
        }

        return key | (1UL << 63);
    }

    /// <summary>Finds a known name.</summary>
    /// <param name="key">Its <see cref="Key"/>.</param>
    /// <param name="name">The name as written.</param>
    public static HtmlTag Find(ulong key, ReadOnlySpan<byte> name)
    {
        for (uint at = Hash(key); ; at++)
        {
            ref readonly Slot slot = ref Slots[at & ((1 << SlotBits) - 1)];
            if (slot.Key == key && slot.Tag != None
                && ((long)key >= 0 || Ascii.EqualsIgnoreCase(name, Names[(int)slot.Tag])))
            {
                return slot.Tag;
            }

            if (slot.Tag == None)
            {
                return None;
            }
        }
    }

    /// <summary>Finds a known name of up to <see cref="MaxExactKeyBytes"/> ASCII bytes by its key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HtmlTag FindShort(ulong key)
    {
        for (uint at = Hash(key); ; at++)
        {
            ref readonly Slot slot = ref Slots[at & ((1 << SlotBits) - 1)];
            if (slot.Key == key || slot.Tag == None)
            {
                return slot.Tag;
            }
        }
    }

    /// <summary>Start value of a search in a table of 2ᵏ slots: take the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(ulong key) => (uint)((key * HashMultiplier) >> 40);

    private static Slot[] BuildSlots()
    {
        var slots = new Slot[1 << SlotBits];
        for (HtmlTag tag = A; tag < FirstUnknown; tag++)
        {
            ulong key = Key(Encoding.ASCII.GetBytes(Names[(int)tag]));
            uint at = Hash(key);
            while (slots[at & ((1 << SlotBits) - 1)].Tag != None)
            {
                at++;
            }

            slots[at & ((1 << SlotBits) - 1)] = new Slot(key, tag);
        }

        return slots;
    }

    private static HtmlTraits[] BuildTraits()
    {
        var traits = new HtmlTraits[(int)FirstUnknown];
        void Set(HtmlTraits trait, params ReadOnlySpan<HtmlTag> tags)
        {
            foreach (HtmlTag tag in tags)
            {
                traits[(int)tag] |= trait;
            }
        }

        Set(HtmlTraits.Special,
            Address, Applet, Area, Article, Aside, Base, Basefont, Bgsound, Blockquote, Body, Br, Button, Caption,
            Center, Col, Colgroup, Dd, Details, Dir, Div, Dl, Dt, Embed, Fieldset, Figcaption, Figure, Footer, Form,
            Frame, Frameset, H1, H2, H3, H4, H5, H6, Head, Header, Hgroup, Hr, Html, Iframe, Img, Input, Keygen, Li,
            Link, Listing, Main, Marquee, Menu, Meta, Nav, Noembed, Noframes, Noscript, HtmlTag.Object, Ol, P, Param,
            Plaintext, Pre, Script, Search, Section, Select, Source, Style, Summary, Table, Tbody, Td, Template,
            Textarea, Tfoot, Th, Thead, Title, Tr, Track, Ul, Wbr, Xmp);
        Set(HtmlTraits.DefaultScope | HtmlTraits.ListScope | HtmlTraits.ButtonScope,
            Applet, Caption, Html, Table, Td, Th, Marquee, HtmlTag.Object, Select, Template);
        Set(HtmlTraits.ListScope, Ol, Ul);
        Set(HtmlTraits.ButtonScope, Button);
        Set(HtmlTraits.TableScope, Html, Table, Template);
        Set(HtmlTraits.ImpliedEnd | HtmlTraits.ThoroughlyImpliedEnd, Dd, Dt, Li, Optgroup, Option, P, Rb, Rp, Rt, Rtc);
        Set(HtmlTraits.ThoroughlyImpliedEnd, Caption, Colgroup, Tbody, Td, Tfoot, Th, Thead, Tr);
        Set(HtmlTraits.Formatting, A, B, Big, Code, Em, Font, I, Nobr, S, Small, Strike, Strong, Tt, U);
        Set(HtmlTraits.HasAttributes, Html, A, Area, Base, Link, Meta, Img, Image, Input, AnnotationXml, Font);
        Set(HtmlTraits.BreaksOut,
            B, Big, Blockquote, Body, Br, Center, Code, Dd, Div, Dl, Dt, Em, Embed, H1, H2, H3, H4, H5, H6, Head, Hr, I,
            Img, Li, Listing, Menu, Meta, Nobr, Ol, P, Pre, Ruby, S, Small, Span, Strong, Strike, Sub, Sup, Table, Tt,
            U, Ul, Var, Font);
        Set(HtmlTraits.TableParts, Table, Tbody, Tfoot, Thead, Tr);
        Set(HtmlTraits.Structural,
            Html, Head, Body, Frameset, Table, Caption, Colgroup, Tbody, Tfoot, Thead, Tr, Td, Th, Template,
            Title, Textarea, Style, Script, Xmp, Iframe, Noembed, Noframes, Noscript, Plaintext);
        Set(HtmlTraits.Sought,
            Html, Head, Body, Frameset, Table, Caption, Colgroup, Tbody, Tfoot, Thead, Tr, Td, Th, Template,
            Title, Textarea, Style, Script, Xmp, Iframe, Noembed, Noframes, Noscript, Plaintext,
            A, Area, Base, Link, Meta, Form, B, Big, Code, Em, Font, I, Nobr, S, Small, Strike, Strong, Tt, U);
        Set(HtmlTraits.TableTag, Html, Body, Table, Caption, Col, Colgroup, Tbody, Td, Tfoot, Th, Thead, Tr);
        Set(HtmlTraits.EndsMore,
            Html, Head, Body, Frameset, Table, Caption, Col, Colgroup, Tbody, Td, Tfoot, Th, Thead, Tr, Template, Form,
            Applet, Marquee, HtmlTag.Object, Br);
        Set(HtmlTraits.Line,
            Address, Article, Aside, Blockquote, Br, Caption, Center, Dd, Details, Dialog, Dir, Div, Dl, Dt, Fieldset,
            Figcaption, Figure, Footer, Form, H1, H2, H3, H4, H5, H6, Header, Hgroup, Hr, Li, Listing, Main, Menu, Nav,
            Ol, P, Plaintext, Pre, Search, Section, Summary, Table, Tbody, Td, Tfoot, Th, Thead, Tr, Ul, Xmp);
        Set(HtmlTraits.Unseen, Script, Style, Noscript, Template, Head, Noembed, Noframes, Iframe, Title);
        return traits;
    }

    private readonly record struct Slot(ulong Key, HtmlTag Tag);
}
