namespace Vennlink.Links.Parsing;

/// <summary>The tokenizer states that tree construction can switch to.</summary>
internal enum HtmlContentModel : byte
{
    Data,
    Rcdata,
    Rawtext,
    ScriptData,
    Plaintext,
    CdataSection,
}
