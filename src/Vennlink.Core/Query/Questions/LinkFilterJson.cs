using System.Globalization;
using System.Text.Json;
using Vennlink.Links;

namespace Vennlink.Query.Questions;

/// <summary>The field <c>links</c> of a question: a <see cref="LinkFilter"/> as JSON.</summary>
internal static class LinkFilterJson
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Reads its fields; null when there are none.</summary>
    public static LinkFilter? Read(JsonFields? links)
    {
        if (links is null)
        {
            return null;
        }

        LinkFilter filter = new()
        {
            IsFollowed = links.Truth("followed"),
            AnyRel = Flags(links, "rel"),
            NoRel = Flags(links, "not_rel"),
            Kinds = [.. links.AllOf("kind", QuestionWords.LinkKinds).Distinct().Order()],
            AnchorContains = links.Text("anchor_contains"),
            AnchorEquals = links.Text("anchor_equals"),
            AnchorIsEmpty = links.Truth("anchor_empty"),
            FirstSeen = ReadDays(links, "first_seen"),
            LastSeen = ReadDays(links, "last_seen"),
            State = links.OneOf("state", QuestionWords.LinkStates) ?? LinkState.Live,
        };
        links.RefuseOthers();
        return filter;
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, LinkFilter filter)
    {
        json.WriteStartObject();
        WriteTruth(json, "followed", filter.IsFollowed);
        json.WriteAnyTexts("rel", QuestionWords.LinkRels.Within(filter.AnyRel));
        json.WriteAnyTexts("not_rel", QuestionWords.LinkRels.Within(filter.NoRel));
        json.WriteAnyTexts("kind", filter.Kinds.Select(kind => QuestionWords.LinkKinds.NameOf(kind)));
        WriteText(json, "anchor_contains", filter.AnchorContains);
        WriteText(json, "anchor_equals", filter.AnchorEquals);
        WriteTruth(json, "anchor_empty", filter.AnchorIsEmpty);
        WriteDays(json, "first_seen", filter.FirstSeen);
        WriteDays(json, "last_seen", filter.LastSeen);
        if (filter.State != LinkState.Live)
        {
            json.WriteString("state", QuestionWords.LinkStates.NameOf(filter.State));
        }

        json.WriteEndObject();
    }

    private static LinkRel Flags(JsonFields links, string name) =>
        links.AllOf(name, QuestionWords.LinkRels).Aggregate(LinkRel.None, (flags, rel) => flags | rel);

    private static DayRange? ReadDays(JsonFields links, string name)
    {
        if (links.Object(name) is not { } ends)
        {
            return null;
        }

        DayRange days = new(ReadDay(ends, "from"), ReadDay(ends, "until"));
        ends.RefuseOthers();
        if (days.From > days.Until)
        {
            links.Add(name, $"must not have a from after its until: {days}");
        }

        return days;
    }

    private static DateOnly? ReadDay(JsonFields ends, string name)
    {
        if (ends.Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(
            text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return day;
        }

        ends.Add(name, $"must be a day such as 2026-06-30, not {QuestionProblems.Quote(text)}");
        return null;
    }

    private static void WriteDays(Utf8JsonWriter json, string name, DayRange? days)
    {
        if (days is { } range)
        {
            json.WriteStartObject(name);
            WriteText(json, "from", range.From?.ToString(DayFormat, CultureInfo.InvariantCulture));
            WriteText(json, "until", range.Until?.ToString(DayFormat, CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteTruth(Utf8JsonWriter json, string name, bool? truth)
    {
        if (truth is { } value)
        {
            json.WriteBoolean(name, value);
        }
    }
}
