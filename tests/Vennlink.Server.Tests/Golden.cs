using Vennlink.Tests;

namespace Vennlink.Server.Tests;

/// <summary>Compares an answer with the file kept beside the test; a change shows as a diff of that file.</summary>
internal static class Golden
{
    /// <summary>
    /// Compares with <c>Golden/NAME.verified.json</c>. Where they differ, <c>NAME.received.json</c> is left beside it,
    /// to look at and to rename.
    /// </summary>
    public static void Verify(string text, string name)
    {
        string folder = SharedData.InRepository(Path.Combine("tests", "Vennlink.Server.Tests", "Golden"));
        string verified = Path.Combine(folder, name + ".verified.json");
        string received = Path.Combine(folder, name + ".received.json");
        string expected = File.Exists(verified) ? File.ReadAllText(verified) : "";
        if (text + "\n" != expected)
        {
            File.WriteAllText(received, text + "\n");
            Assert.Equal(expected, text + "\n");
        }
        else
        {
            File.Delete(received);
        }
    }
}
