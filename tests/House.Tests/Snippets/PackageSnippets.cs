using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DetectionSdk.House.Tests.Snippets;

internal static class PackageSnippets
{
    public static void Service(string[] args)
    {
        #region Service
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddDetector("general", BundledModels.General);
        builder.Services.AddDetector("street", BundledModels.Street);
        WebApplication app = builder.Build();
        app.MapPost("/{name}", async (string name, HttpRequest upload) =>
        {
            if (app.Services.GetKeyedService<Detector>(name) is not { } detector) return Results.NotFound();
            using MemoryStream picture = new();
            await upload.Body.CopyToAsync(picture);
            try
            {
                return Results.Ok(await detector.DetectAsync(picture.ToArray(), upload.HttpContext.RequestAborted));
            }
            catch (DetectionSdkException error)      // no picture, cut off, too large: the caller's fault
            {
                return Results.BadRequest(error.Message);
            }
        });
        app.Run();
        #endregion
    }
}
