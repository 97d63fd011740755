using System.Text.Json.Serialization;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers;

/// <summary>How the harness's files are read and written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DataFacts))]
[JsonSerializable(typeof(Question[]))]
[JsonSerializable(typeof(BuildFigures))]
[JsonSerializable(typeof(AskFigures))]
internal sealed partial class PeersJson : JsonSerializerContext;
