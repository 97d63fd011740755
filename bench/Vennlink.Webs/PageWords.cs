using System.Text;

namespace Vennlink.Webs;

/// <summary>Words of paths and anchors.</summary>
internal static class PageWords
{
    /// <summary>128 words.</summary>
    public static string[] Words { get; } =
    [
        .. ("about account address africa album archive article asia author autumn baby bags bank beach beauty bike blog boat book brand bread bridge "
            + "budget build business camera camp career case castle catalog chair cheap city class clinic clock cloud club coffee color contact cook "
            + "course craft credit culture dance data deals dental design diet doctor download dress drink drive earth easy energy event expert family "
            + "farm fashion film finance fish fitness flight flower food forest forum free garden gift glass gold golf green guide hair health help "
            + "history home horse hotel house island jobs journal kids kitchen lake law learn lamp legal library light list loan local lunch "
            + "market media metal mobile model money music nature news night ocean office online order outdoor paper park party pet phone photo").Split(' '),
    ];

    /// <summary>What very many links say.</summary>
    public static byte[][] CommonAnchors { get; } =
    [
        .. "Home|Contact|About us|Privacy policy|Terms|click here|here|read more|Read more|website|Website|source|Facebook|Twitter|Instagram|YouTube|LinkedIn|Impressum|more|link|Visit site|homepage|Learn more|this article|blog|»|Startseite|En savoir plus|Подробнее|詳細"
            .Split('|').Select(Encoding.UTF8.GetBytes),
    ];
}
