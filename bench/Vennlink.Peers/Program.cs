using System.Globalization;
using System.Text.Json;
using Vennlink.Peers;
using Vennlink.Peers.Data;
using Vennlink.Peers.Engines;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;
using Vennlink.Snapshots.Targets;

// What bench/peers.sh calls; each verb in a process of its own, pinned to its cores.
//   export INDEX page|root_domain NAME DATA      writes the lists that all engines load
//   questions DATA PER-CELL                      chooses questions and works out the right answers
//   missing ENGINE                               says why an engine cannot run here, with exit code 3
//   build ENGINE DATA FOLDER                     loads one engine; figures to DATA/ENGINE.build.json
//   ask ENGINE DATA FOLDER CELL-SECONDS SECONDS  checks, then times one engine; figures to DATA/ENGINE.ask.json
//   report DATA ENGINE…                          prints the tables of a data set
//   duckdb DATABASE FILE.sql                     runs SQL in DuckDB; see bench/lists.sh
switch (args)
{
    case ["export", string index, string scope, string name, string folder]:
        PeerDataExport.Run(index, scope == "page" ? SourceScope.Page : SourceScope.RootDomain, name, folder);
        return 0;
    case ["questions", string folder, string perCell]:
        Question[] chosen = new QuestionChoice(PeerData.Open(folder))
            .Choose(int.Parse(perCell, CultureInfo.InvariantCulture));
        File.WriteAllBytes(Path.Combine(folder, "questions.json"),
            JsonSerializer.SerializeToUtf8Bytes(chosen, PeersJson.Default.QuestionArray));
        return 0;
    case ["missing", string engine]:
        using (Peer peer = PeerChoice.Create(engine))
        {
            Console.WriteLine(peer.Missing());
            return peer.Missing() is null ? 0 : 3;
        }

    case ["build", string engine, string data, string folder]:
        using (Peer peer = PeerChoice.Create(engine))
        {
            Directory.CreateDirectory(folder);
            if (peer.Build(PeerData.Open(data), folder) is { } figures)
            {
                File.WriteAllBytes(Path.Combine(data, engine + ".build.json"),
                    JsonSerializer.SerializeToUtf8Bytes(figures, PeersJson.Default.BuildFigures));
            }

            return 0;
        }

    case ["ask", string engine, string data, string folder, string cellSeconds, string seconds]:
        using (Peer peer = PeerChoice.Create(engine))
        {
            PeerData opened = PeerData.Open(data);
            Question[] questions = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(data, "questions.json")),
                PeersJson.Default.QuestionArray)!;
            peer.Open(opened, questions, folder);
            AskFigures figures = new Interview(peer, double.Parse(cellSeconds, CultureInfo.InvariantCulture),
                double.Parse(seconds, CultureInfo.InvariantCulture)).Run(questions);
            File.WriteAllBytes(Path.Combine(data, engine + ".ask.json"),
                JsonSerializer.SerializeToUtf8Bytes(figures, PeersJson.Default.AskFigures));
            return figures.Cells.Any(cell => cell.Problem is not null) ? 4 : 0;
        }

    case ["duckdb", string database, string sql]:
        DuckDbScript.Run(database, File.ReadAllText(sql));
        return 0;
    case ["report", string data, .. string[] engines]:
        Console.Write(new Report(data, engines).Write());
        return 0;
    default:
        Console.Error.WriteLine("usage: see bench/peers.sh");
        return 2;
}
