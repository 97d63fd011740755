using System.Globalization;
using Spectre.Console;

namespace Vennlink.Cli.Output;

/// <summary>What people should know beside the answer: remarks on standard error.</summary>
internal static class Notes
{
    /// <summary>Writes a remark of one line; names of files and columns in it are made safe to show.</summary>
    public static void Write(string text) => Console.Error.WriteLine($"vennlink: {PlainText.Show(text)}");

    /// <summary>Writes some remarks; of very many only the first, and how many more there are.</summary>
    public static void Write(IReadOnlyCollection<string> texts)
    {
        const int MaxShown = 20;
        foreach (string text in texts.Take(MaxShown))
        {
            Write(text);
        }

        if (texts.Count > MaxShown)
        {
            Write(string.Create(
                CultureInfo.InvariantCulture, $"and {texts.Count - MaxShown:N0} more notes like these"));
        }
    }

    /// <summary>Shows a text of one line, and a caret below one of its characters.</summary>
    public static void Point(string text, int offset)
    {
        int before = PlainText.Show(text[..offset]).GetCellWidth();
        Console.Error.WriteLine($"  {PlainText.Show(text)}\n  {new string(' ', before)}^");
    }
}
