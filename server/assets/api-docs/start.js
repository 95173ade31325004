// Draws the description of this server's REST API. Tokens that are typed in are forgotten with the page.
SwaggerUIBundle({
  dom_id: "#api",
  url: "/api/openapi.json",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
});
