namespace DetectionSdk.Fuzzing;

/// <summary>Prints what campaigns found.</summary>
internal static class Report
{
    public static void WriteHead() =>
        Console.WriteLine($"{"target",-22}{"inputs",10}{"accepted",10}{"refused",10}  findings");

    public static void Write(Campaign campaign)
    {
        int findings = campaign.Findings.Sum(place => place.Count());
        Console.WriteLine(
            $"{campaign.Name,-22}{campaign.Inputs,10}{campaign.Accepted,10}{campaign.Refused,10}  {findings}");
        foreach (var place in campaign.Findings)
        {
            Finding first = place.First();
            Console.WriteLine(
                $"    {place.Count()} x {place.Key.Kind}: {place.Key.Place}\n        {campaign.PathOf(first)}");
        }
    }
}
